"""A placed drawing as the data of `templates/drawing.typ`."""

import base64
import re
from collections.abc import Iterable
from itertools import groupby, pairwise

import orjson

from tongban.foundation.documents.drawing import Drawing, Page, Path, Picture
from tongban.foundation.documents.lines import OPENING_MARKS, SetLine
from tongban.foundation.documents.placing import Placed, PlacedCode, PlacedPage, PlacedText

_IDEOGRAPH = "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_OTHER_SCRIPT = re.compile(rf"(?<=[{_IDEOGRAPH}])[^{_IDEOGRAPH}]|(?<=[^{_IDEOGRAPH}])[{_IDEOGRAPH}]")

Told = dict[str, object]


def as_json(drawing: Drawing, pages: list[PlacedPage], language: tuple[str, str]) -> str:
    """What typst is told: texts line by line, all else as SVG, paths that follow each other as one picture."""
    told = {
        "title": drawing.title,
        "author": drawing.author,
        "subject": drawing.subject,
        "keywords": drawing.keywords,
        "language": language[0],
        "region": language[1],
        "pages": [_page(page) for page in pages],
    }
    return orjson.dumps(told).decode()


def _page(placed: PlacedPage) -> Told:
    marks: list[Told] = []
    for is_path, run in groupby(placed.marks, key=lambda mark: isinstance(mark, Path)):
        group = list(run)
        marks += [_paths(group, placed.page)] if is_path else map(_mark, group)
    return {"width": placed.page.width, "height": placed.page.height, "marks": marks}


def _mark(mark: Placed) -> Told:
    match mark:
        case PlacedText():
            return _text(mark)
        case PlacedCode():
            return _code(mark)
        case Picture():
            return _picture(mark)
    raise TypeError(f"A {type(mark).__name__} is drawn with others.")


def _text(placed: PlacedText) -> Told:
    mark, face = placed.mark, placed.face
    told: Told = {
        "kind": "turned" if mark.turn else "text",
        "family": face.family,
        "weight": 700 if face.is_bold else 400,
        "size": placed.lines[0].size if placed.lines else mark.size,
        "colour": mark.colour,
    }
    x = y = 0.0
    if mark.turn:
        x, y = placed.middle()
        told |= {"turn": mark.turn, "middle": (x, y)}
    return told | {"lines": [_line(line, x, y) for line in placed.lines]}


def _line(line: SetLine, x: float, y: float) -> Told:
    """A plain text where that is enough, else its parts, each with the room that follows it."""
    told: Told = {"x": line.x - x, "y": line.y - y}
    if not line.gap and not line.squeezed and line.text[0] not in OPENING_MARKS:
        return told | {"parts": line.text}
    return told | {"gap": line.gap, "parts": _parts(line)}


def _parts(line: SetLine) -> list[object]:
    """typst adds no gap after the last letter of a part or of a script."""
    cuts = {0, len(line.text)} | {at + 1 for at in line.squeezed}
    if line.gap:
        cuts |= {found.start() for found in _OTHER_SCRIPT.finditer(line.text)}
    edges = sorted(cuts)
    squeezed = {at + 1 for at in line.squeezed}
    parts: list[object] = [line.text[: edges[1]]]
    for start, end in pairwise(edges[1:]):
        parts += [line.gap - (line.size / 2 if start in squeezed else 0), line.text[start:end]]
    return parts


def _paths(paths: Iterable[Placed], page: Page) -> Told:
    drawn = "".join(_path(path) for path in paths if isinstance(path, Path))
    return {"kind": "ornament"} | _svg(0, 0, page.width, page.height, f"0 0 {page.width:g} {page.height:g}", drawn)


def _path(path: Path) -> str:
    edge = f' stroke="{path.colour}" stroke-width="{path.line:g}"' if path.line else ""
    return f'<path fill="{path.fill or "none"}"{edge} d="{path.steps}"/>'


def _code(placed: PlacedCode) -> Told:
    """Strokes one module wide along the middle of each row: half as much to set as boxes."""
    mark, modules = placed.mark, placed.modules
    told = [str(number) for number in range(modules + 1)]
    dark = "".join(f"M{told[x]} {told[y]}.5h{told[width]}" for x, y, width in placed.rows)
    drawn = f'<path stroke="{mark.colour}" d="{dark}"/>'
    svg = _svg(mark.x, mark.y, mark.size, mark.size, f"0 0 {modules} {modules}", drawn)
    return {"kind": "picture", "alt": mark.address} | svg


def _picture(mark: Picture) -> Told:
    """PNG in SVG: the only way to hand typst bytes as a string."""
    coded = base64.b64encode(mark.png).decode()
    drawn = f'<image width="1" height="1" preserveAspectRatio="none" href="data:image/png;base64,{coded}"/>'
    told = _svg(mark.x, mark.y, mark.width, mark.height, "0 0 1 1", drawn)
    return told | ({"kind": "picture", "alt": mark.name} if mark.name else {"kind": "ornament"})


def _svg(x: float, y: float, width: float, height: float, view: str, drawn: str) -> Told:
    size = f'width="{width:g}" height="{height:g}" viewBox="{view}" preserveAspectRatio="none"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>'
    return {"x": x, "y": y, "width": width, "height": height, "svg": svg}
