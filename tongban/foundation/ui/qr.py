"""QR codes (GB/T 18284) as one SVG path: no style, no script, nothing of the text but its modules."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import segno

QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class Code:
    """`path` in a square of `size` modules, the quiet zone of four among them."""

    path: str
    size: int

    def as_svg(self) -> str:
        """A picture of its own, for paper."""
        box = f'viewBox="0 0 {self.size} {self.size}" shape-rendering="crispEdges"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><path d="{self.path}"/></svg>'


@lru_cache(maxsize=256)
def draw(text: str) -> Code:
    """The smallest code that holds the text at error level M; runs of dark modules are joined."""
    rows = segno.make_qr(text, error="m", boost_error=False).matrix
    dark = []
    for y, row in enumerate(rows, start=QUIET_ZONE):
        x = QUIET_ZONE
        for module, run in groupby(row):
            width = len(list(run))
            if module:
                dark.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return Code("".join(dark), len(rows) + 2 * QUIET_ZONE)
