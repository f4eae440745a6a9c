"""The objects of OFD pages (GB/T 33190 chapters 7, 9 to 11): texts, paths and images, and what fonts they use."""

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from math import cos, radians, sin

from tongban.foundation.documents.drawing import Page, Path, Picture
from tongban.foundation.documents.faces import FontFace
from tongban.foundation.documents.lines import SetLine
from tongban.foundation.documents.placing import Placed, PlacedCode, PlacedPage, PlacedText

_LAST_OF_BMP = "\uffff"


class PageWriter:
    """Numbers the objects of a document and gathers their fonts and pictures, in the order they are met."""

    def __init__(self, *, first_number: int) -> None:
        self.last_number = first_number - 1
        self.fonts: dict[FontFace, tuple[int, set[str]]] = {}
        self.pictures: dict[bytes, int] = {}

    def objects(self, placed: PlacedPage) -> str:
        """The content of the page's one layer."""
        return "".join(self._object(mark, placed.page) for mark in placed.marks)

    def _number(self) -> int:
        self.last_number += 1
        return self.last_number

    def _object(self, mark: Placed, page: Page) -> str:
        match mark:
            case PlacedText():
                return self._text(mark, page)
            case Path():
                return self._path(mark, page)
            case PlacedCode():
                return self._code(mark)
            case Picture():
                return self._picture(mark)

    def _text(self, placed: PlacedText, page: Page) -> str:
        if placed.face not in self.fonts:
            self.fonts[placed.face] = (self._number(), set())
        font, letters = self.fonts[placed.face]
        letters.update(*(line.text for line in placed.lines))
        return "".join(self._line(placed, line, font, page) for line in placed.lines)

    def _line(self, placed: PlacedText, line: SetLine, font: int, page: Page) -> str:
        """A line in a box with room for accents above and tails below, which no reader may clip."""
        places = line.places()
        if placed.mark.turn:
            left, top = placed.middle()
            where = f'Boundary="0 0 {as_mm(page.width)} {as_mm(page.height)}" CTM="{_turned(placed)}"'
        else:
            left, top = round(line.x - line.size / 4, 3), round(line.y - 1.1 * line.size, 3)
            where = f'Boundary="{_box(left, top, places[-1] - left + line.size / 4, 1.5 * line.size)}"'
        y = as_mm(line.y - top)
        codes = "".join(_code_text(text, xs, left, y) for text, xs in _pieces(line.text, places))
        colour = f'<ofd:FillColor Value="{_colour(placed.mark.colour)}"/>'
        how = f'{where} Font="{font}" Size="{as_mm(line.size)}"'
        return f'<ofd:TextObject ID="{self._number()}" {how}>{colour}{codes}</ofd:TextObject>'

    def _path(self, path: Path, page: Page) -> str:
        """Its box is the whole page, so that places within it are those of the drawing."""
        steps = path.steps.replace("C", "B").replace("Z", "C")
        edge = f'<ofd:StrokeColor Value="{_colour(path.colour)}"/>' if path.line else ""
        inside = f'<ofd:FillColor Value="{_colour(path.fill)}"/>' if path.fill else ""
        stroke = f'LineWidth="{as_mm(path.line)}"' if path.line else 'Stroke="false"'
        fill = ' Fill="true"' if path.fill else ""
        where = f'Boundary="{_box(0, 0, page.width, page.height)}"'
        return (
            f'<ofd:PathObject ID="{self._number()}" {where} {stroke}{fill}>{edge}{inside}'
            f"<ofd:AbbreviatedData>{steps}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def _code(self, placed: PlacedCode) -> str:
        """In whole modules, made larger by the matrix."""
        mark, one, at = placed.mark, f"{placed.module:.6f}", [str(edge) for edge in range(placed.modules + 1)]
        steps = " ".join(
            f"M {at[x]} {at[y]} L {at[x + width]} {at[y]} L {at[x + width]} {at[y + 1]} L {at[x]} {at[y + 1]} C"
            for x, y, width in placed.rows
        )
        where = f'Boundary="{_box(mark.x, mark.y, mark.size, mark.size)}" CTM="{one} 0 0 {one} 0 0"'
        return (
            f'<ofd:PathObject ID="{self._number()}" {where} Stroke="false" Fill="true">'
            f'<ofd:FillColor Value="{_colour(mark.colour)}"/>'
            f"<ofd:AbbreviatedData>{steps}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def _picture(self, mark: Picture) -> str:
        if mark.png not in self.pictures:
            self.pictures[mark.png] = self._number()
        size = f'CTM="{as_mm(mark.width)} 0 0 {as_mm(mark.height)} 0 0" ResourceID="{self.pictures[mark.png]}"'
        box = _box(mark.x, mark.y, mark.width, mark.height)
        return f'<ofd:ImageObject ID="{self._number()}" Boundary="{box}" {size}/>'


def as_mm(length: float) -> str:
    """To a thousandth, without an exponent."""
    return f"{length:.3f}".rstrip("0").rstrip(".")


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"{as_mm(x)} {as_mm(y)} {as_mm(width)} {as_mm(height)}"


def _colour(colour: str) -> str:
    return f"{int(colour[1:3], 16)} {int(colour[3:5], 16)} {int(colour[5:7], 16)}"


def _turned(placed: PlacedText) -> str:
    (x, y), angle = placed.middle(), radians(placed.mark.turn)
    return f"{cos(angle):.6f} {sin(angle):.6f} {-sin(angle):.6f} {cos(angle):.6f} {as_mm(x)} {as_mm(y)}"


def _pieces(text: str, places: list[float]) -> Iterator[tuple[str, list[float]]]:
    """The line cut around every character beyond the first plane: readers differ in whether it counts once or twice."""
    start = 0
    if max(text) > _LAST_OF_BMP:
        for at, letter in enumerate(text):
            if letter > _LAST_OF_BMP:
                if at > start:
                    yield text[start:at], places[start:at]
                yield letter, places[at : at + 1]
                start = at + 1
    if start < len(text):
        yield text[start:], places[start : len(text)]


def _code_text(text: str, places: list[float], left: float, y: str) -> str:
    steps = [after - before for before, after in pairwise(places)]
    deltas = f' DeltaX="{" ".join(map(as_mm, steps))}"' if steps else ""
    return f'<ofd:TextCode X="{as_mm(places[0] - left)}" Y="{y}"{deltas}>{escape(text, quote=False)}</ofd:TextCode>'
