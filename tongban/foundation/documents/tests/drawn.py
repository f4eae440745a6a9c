"""A drawing with every kind of mark, and readers that tell where its letters stand in OFD and in PDF."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pypdf import PdfReader

from tongban.foundation.documents.drawing import Box, Code, Drawing, Line, Page, Path, Picture, Text

NOON = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)
ADDRESS = "https://zwfw.example/v/1.2.156.3005.2.11100000000013338W011.1"
RARE = "李𬭊㙍𫟼𬺈（样例）有限公司，“你好”；（测试）。Company fi ffi AVA To 123"
SCOPE = "食品销售；（“互联网+”销售）餐饮服务，ABC Company Limited 2026年；https://example.com/a/very/long/path；"
NASTY = '#panic("x") $x$ <a> & ]]> *粗* \\n // 注 😀\u202e反\x00转'
NAMES = {"ofd": "http://www.ofdspec.org/2016"}

Letter = tuple[int, float, float, str]  # page, x and y of its origin in mm, the letter


def text(content: str, **changes: Any) -> Text:
    return Text(**{"x": 20, "y": 20, "width": 170, "text": content} | changes)


def drawing(*marks: Any, **changes: Any) -> Drawing:
    told = {"title": "标题 <&>", "author": "样例局", "subject": "主题", "keywords": ("甲", "乙"), "metadata": {}}
    return Drawing(**told | {"pages": (Page(width=210, height=297, marks=marks),)} | changes)


def of_everything(png: bytes) -> Drawing:
    marks = (
        text("样例", y=140, size=40, turn=-35, colour="#dddddd", bold=True, face="sans"),
        Box(x=10, y=10, width=190, height=277, radius=4, colour="#aa2211", fill="#fffdf8"),
        text("许可证", size=12, align="center", bold=True, tracking=6),
        text("经营者名称", y=40, width=30, align="spread"),
        text(RARE, y=40, x=55, width=120),
        text(SCOPE * 18, y=60, height=60, align="justify"),
        text(NASTY, y=125, face="sans"),
        text("（开头）“括号”\n「二」——……测试\n· 点", y=140, width=100, size=5, align="right"),
        Code(x=20, y=200, size=30, address=ADDRESS),
        Line(x1=10, y1=250, x2=200, y2=250),
        Path(steps="M 20 260 C 40 250 60 270 80 260 Z", fill="#eeeeee"),
        Picture(x=100, y=200, width=30, height=20, png=png, name="图"),
    )
    second = Page(width=148, height=105, marks=(text("第二页", width=100),))
    return drawing(metadata={"证照编号": "X & Y"}, pages=(Page(width=210, height=297, marks=marks), second))


def parts(ofd: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(ofd)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def ofd_letters(ofd: bytes) -> list[Letter]:
    """Where each letter of texts that are not turned stands."""
    found = sorted((name, content) for name, content in parts(ofd).items() if name.startswith("Doc_0/Pages/"))
    return [letter for page, (_, content) in enumerate(found) for letter in _letters(page, content)]


def _letters(page: int, content: bytes) -> Iterator[Letter]:
    for text_object in etree.fromstring(content).iterfind(".//ofd:TextObject[@Boundary]", NAMES):
        left, top, _, _ = map(float, text_object.get("Boundary").split())
        for code in text_object.iterfind("ofd:TextCode", NAMES) if not text_object.get("CTM") else ():
            x, y = left + float(code.get("X")), top + float(code.get("Y"))
            for letter, step in zip(code.text, [*(code.get("DeltaX") or "").split(), "0"], strict=True):
                yield page, x, y, letter
                x += float(step)


def pdf_runs(pdf: bytes) -> list[tuple[int, float, float]]:
    """Page and origin, in mm, of every run of glyphs that is not turned."""
    found = []
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):

        def see(operator: bytes, _: Any, matrix: list[float], __: Any, at: int = number, of: Any = page) -> None:
            if operator in (b"Tj", b"TJ") and not matrix[1]:
                found.append((at, matrix[4] / 72 * 25.4, (float(of.mediabox.height) - matrix[5]) / 72 * 25.4))

        page.extract_text(visitor_operand_before=see)
    return found


def pdf_text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def apart(pdf: bytes, ofd: bytes) -> float:
    """The greatest distance, in mm, of a run in the PDF from the nearest letter in the OFD."""
    letters = ofd_letters(ofd)
    return max(
        min(abs(x - at_x) + abs(y - at_y) for at, at_x, at_y, _ in letters if at == page)
        for page, x, y in pdf_runs(pdf)
    )
