"""How a licence looks: the marks of its drawing, composed from a layout (`layouts/*.json`) and what the licence says.

A layout says where things stand: ornaments, fixed lines, texts with {placeholders}, the code, the seal's place, and an
area that the fields of any type are laid into (`facts_grid`) or, for approvals, told in clauses (`clauses`).
What no page holds in a readable size flows to the next. Pure.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from string import Formatter
from typing import Any

from tongban.foundation.documents.drawing import Box, Code, Drawing, Line, Mark, Page, Picture, Text
from tongban.foundation.ui.rules import write_date
from tongban.services.licences.rules import clauses, facts_grid, ornaments

Layout = Mapping[str, Any]

LONG_TERM = "长期"
_WATERMARK = "#ececec"
_WATERMARK_LETTERS = 70
_TWO_LINES = 2.25


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFacts:
    """All that stands on a licence. `fields`: label and value, in the type's order; `copy_note` marks a copy."""

    type_name: str
    type_name_en: str
    number: str
    identifier: str
    holder_name: str
    holder_code: str
    issuer_name: str
    issued_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    fields: tuple[tuple[str, str], ...]
    code_address: str
    copy_note: str = ""
    kind: str = "licence"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the seal goes: `page` counts from 0; the top left corner of its picture and its width, in mm."""

    page: int
    x: float
    y: float
    size: float


def compose(layout: Layout, facts: LicenceFacts, *, seal_png: bytes | None = None) -> tuple[Drawing, Place]:
    """The licence as a drawing, and the place left free for its seal; with `seal_png` a seal stands there (preview)."""
    said, fields = _said(facts), _fields(layout, facts)
    bodies, lift = clauses.lay(layout, fields, said) if "clauses" in layout else (facts_grid.lay(layout, fields), 0.0)
    last = len(bodies) - 1
    seal = layout["seal"]
    place = Place(last if seal.get("on") == "last" else 0, seal["x"], seal["y"] - lift, seal["size"])
    pages = []
    for number, body in enumerate(bodies):
        numbered = said | {"page": f"{number + 1}", "pages": f"{last + 1}" if last else ""}
        marks = [*_ground(layout, facts), *_fixed(layout, numbered, number, last, lift), *body]
        if seal_png and number == place.page:
            marks.append(Picture(x=place.x, y=place.y, width=place.size, height=place.size, png=seal_png, name="印章"))
        pages.append(Page(width=layout["page"][0], height=layout["page"][1], marks=tuple(marks)))
    return _drawing(facts, tuple(pages)), place


def _drawing(facts: LicenceFacts, pages: tuple[Page, ...]) -> Drawing:
    return Drawing(
        title=f"{facts.type_name} {facts.number}".strip(),
        author=facts.issuer_name,
        subject=facts.type_name,
        keywords=(facts.identifier, facts.number) if facts.number else (facts.identifier,),
        pages=pages,
        metadata=_metadata(facts),
    )


def _metadata(facts: LicenceFacts) -> dict[str, str]:
    """The names of GB/T 36903."""
    told = {
        "证照标识": facts.identifier,
        "证照类型名称": facts.type_name,
        "证照编号": facts.number,
        "证照颁发机构": facts.issuer_name,
        "证照颁发日期": f"{facts.issued_on}",
        "证照有效期起始日期": f"{facts.valid_from}",
        "证照有效期截止日期": f"{facts.valid_until}" if facts.valid_until else LONG_TERM,
        "持证主体": facts.holder_name,
        "持证主体代码": facts.holder_code,
    }
    return {name: value for name, value in told.items() if value}


def _said(facts: LicenceFacts) -> dict[str, str]:
    """What the placeholders of a layout's texts stand for."""
    until = write_date(facts.valid_until, "zh-hans") if facts.valid_until else LONG_TERM
    since = write_date(facts.valid_from, "zh-hans")
    return {
        "type_name": facts.type_name,
        "type_name_en": facts.type_name_en,
        "number": facts.number,
        "identifier": facts.identifier,
        "holder_name": facts.holder_name,
        "issuer_name": facts.issuer_name,
        "issued_on": write_date(facts.issued_on, "zh-hans"),
        "valid_until": until,
        "validity": f"{since}至{until}" if facts.valid_until else LONG_TERM,
        "copy_note": facts.copy_note,
        "code_address": facts.code_address,
    }


def _fields(layout: Layout, facts: LicenceFacts) -> list[tuple[str, str]]:
    """The fields with a value that the layout does not tell itself; the holder first if none of them names it."""
    elsewhere = set(layout.get("told_elsewhere", ()))
    fields = [(label, value) for label, value in facts.fields if value and label not in elsewhere]
    names_holder = "clauses" in layout or any(value == facts.holder_name for _, value in facts.fields)
    return fields if names_holder else [("持证主体", facts.holder_name), *fields]


def _ground(layout: Layout, facts: LicenceFacts) -> Iterator[Mark]:
    width, height = layout["page"]
    for ornament in layout.get("ornaments", ()):
        draw = ornaments.BY_NAME[ornament["name"]]
        yield from draw(width, height, **{key: value for key, value in ornament.items() if key != "name"})
    if facts.copy_note:
        yield from _watermark(facts.copy_note, width, height)


def _watermark(note: str, width: float, height: float) -> Iterator[Mark]:
    """The note across the page, three times: a copy cannot be taken for the licence, whichever part is cut out."""
    words = note if len(note) <= _WATERMARK_LETTERS else note[: _WATERMARK_LETTERS - 1] + "…"
    size = min(8.0, 0.86 * width / facts_grid.rough_width(words))
    for row in (0.28, 0.5, 0.72):
        yield Text(
            x=0,
            y=height * row,
            width=width,
            text=words,
            size=size,
            face="sans",
            bold=True,
            align="center",
            colour=_WATERMARK,
            turn=-15,
            height=size,
        )


def _fixed(layout: Layout, said: Mapping[str, str], page: int, last: int, lift: float) -> Iterator[Mark]:
    """What stands on every page, on the first or on the last (higher by `lift` there), in the layout's order."""
    for told in layout["marks"]:
        where = told.get("on", "first")
        if not _is_on(where, page, last):
            continue
        look = {key: value for key, value in told.items() if key not in ("on", "mark", "text")}
        look |= {"y": look["y"] - lift} if where == "last" else {}
        match told["mark"]:
            case "line":
                yield Line(**look)
            case "box":
                yield Box(**look)
            case "code":
                yield Code(address=said["code_address"], **look)
            case "title" if text := _filled(told["text"], said):
                yield _title(text, **look)
            case "text" if text := _filled(told["text"], said):
                yield Text(text=text, **look)


def _title(
    text: str,
    *,
    x: float,
    y: float,
    width: float,
    height: float,
    size: float,
    tracking: float,
    least: float = 0.6,
    **look: Any,
) -> Text:
    """On one line while it stays above `least` of the size, its letters closer first; else on two even ones."""
    em = facts_grid.rough_width(text)
    shown = min(size, width / em)
    if shown >= size * least:
        gap = min(tracking, max((width - em * shown) / max(len(text) - 1, 1), 0))
        top = y + (height - shown) / 2
        return Text(text=text, x=x, y=top, width=width, size=shown, tracking=gap, height=shown, **look)
    lines = _halves(text)
    longer = max(map(facts_grid.rough_width, lines.split("\n")))
    shown = min(size, height / _TWO_LINES, width / (longer + 0.5))
    top, room = y + (height - shown * _TWO_LINES) / 2, shown * (longer + 0.5)
    left = x + (width - room) / 2 if look.get("align") == "center" else x
    return Text(text=lines, x=left, y=top, width=room, size=shown, leading=1.25, height=shown * _TWO_LINES, **look)


def _halves(text: str) -> str:
    """The text on two lines, parted at a mark near its middle, else in its middle."""
    middle, reach = len(text) / 2, len(text) * 0.3
    cuts = (found.end() for found in re.finditer(r"[、，；）》” ]|.(?=[（《“])", text))
    near = min(cuts, key=lambda cut: abs(cut - middle), default=0)
    at = near if 0 < near < len(text) and abs(near - middle) <= reach else ceil(middle)
    return f"{text[:at].rstrip()}\n{text[at:]}"


def _is_on(where: str, page: int, last: int) -> bool:
    return (
        where == "all"
        or (where == "first" and page == 0)
        or (where == "last" and page == last)
        or (where == "later" and page > 0)
    )


def _filled(text: str, said: Mapping[str, str]) -> str:
    """The text with its placeholders said; nothing when one of them has nothing to say."""
    wanted = [name for _, name, _, _ in Formatter().parse(text) if name]
    return text.format_map(said) if all(said[name] for name in wanted) else ""
