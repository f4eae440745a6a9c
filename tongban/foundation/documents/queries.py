"""Documents made on demand. Nothing is kept here: the same data give the same bytes again."""

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jsonschema_rs

from tongban.foundation.documents import drawn_pdf, errors, rules, typesetter
from tongban.foundation.documents.drawing import Drawing
from tongban.foundation.documents.fonts import can_draw
from tongban.foundation.documents.ofd import write_ofd
from tongban.foundation.documents.placing import PlacedPage, place
from tongban.foundation.documents.typesetter import Spot
from tongban.foundation.documents.words import fixed_words
from tongban.foundation.ui.qr import draw
from tongban.foundation.ui.rules import SHANGHAI, local

LANGUAGES = {"zh-hans": ("zh", "cn"), "en": ("en", "gb")}


def list_templates() -> list[str]:
    """The names `render_pdf` knows, sorted; `templates/<name>.json` is the JSON Schema of the data each takes."""
    return sorted(path.stem for path in typesetter.TEMPLATES.glob("*.json"))


def render_pdf(template: str, data: Mapping[str, object], *, language: str, made_on: dt.date | dt.datetime) -> bytes:
    """A tagged PDF/A of the template filled with `data`; dated `made_on`; equal arguments give equal bytes.

    Text is never read as markup. Dates in `data` are written out in `language` ("zh-hans" or "en"); a `qr` is drawn
    from its `address`. Characters without a shape are left out, those no font can draw stand as 〓: who must not lose
    one asks `find_undrawable` first.
    Raises NotFound "document.template_unknown", Invalid "document.data_wrong", Unavailable "document.fonts_missing".
    """
    return render_for_seal(template, data, language=language, made_on=made_on)[0]


def render_for_seal(
    template: str, data: Mapping[str, object], *, language: str, made_on: dt.date | dt.datetime
) -> tuple[bytes, Spot | None]:
    """The same, and the upper left corner of the room for a seal; None for a template without."""
    if template not in list_templates():
        raise errors.template_unknown(template)
    content = rules.as_json(data, language, can_draw)
    _check(template, content)
    written, region = LANGUAGES.get(language, LANGUAGES["zh-hans"])
    told = {"data": _with_code(content), "words": fixed_words(language), "language": written, "region": region}
    return typesetter.typeset(template, json.dumps(told, ensure_ascii=False), made_at=_instant(made_on))


def render_drawing(drawing: Drawing, *, made_at: dt.datetime) -> tuple[bytes, bytes]:
    """OFD and PDF of the drawing, in Chinese, from lines that are broken once. As `render_drawing_ofd` and `_pdf`."""
    placed = place(drawing)
    return write_ofd(drawing, placed, made_on=local(made_at).date()), _pdf(drawing, placed, "zh-hans", made_at)


def render_drawing_pdf(drawing: Drawing, *, language: str = "zh-hans", made_at: dt.datetime) -> bytes:
    """A tagged PDF/A of the drawing: every line where `render_drawing_ofd` has it. Equal arguments give equal bytes.

    Raises Unavailable "document.fonts_missing".
    """
    return _pdf(drawing, place(drawing), language, made_at)


def _pdf(drawing: Drawing, placed: list[PlacedPage], language: str, made_at: dt.datetime) -> bytes:
    told = drawn_pdf.as_json(drawing, placed, LANGUAGES.get(language, LANGUAGES["zh-hans"]))
    return typesetter.typeset("drawing", told, made_at=_instant(made_at))[0]


def render_drawing_ofd(drawing: Drawing, *, made_at: dt.datetime) -> bytes:
    """The drawing as an unsigned OFD (GB/T 33190-2016), fonts in it, `metadata` as its CustomDatas; dated in Shanghai.

    Equal arguments give equal bytes. Raises Unavailable "document.fonts_missing".
    """
    return write_ofd(drawing, place(drawing), made_on=local(made_at).date())


def find_undrawable(text: str) -> str:
    """The characters of `text` that would stand as 〓, each once, in their order; "" when all can be drawn."""
    lost = (letter for letter in text if rules.drawable_text(letter, can_draw) == rules.MISSING_GLYPH != letter)
    return "".join(dict.fromkeys(lost))


def _instant(made_on: dt.date | dt.datetime) -> dt.datetime:
    """A bare date is its first minute in Shanghai. A PDF tells no fractions of a second."""
    if isinstance(made_on, dt.datetime):
        return local(made_on).replace(microsecond=0)
    return dt.datetime.combine(made_on, dt.time(), SHANGHAI)


def _check(template: str, content: rules.Json) -> None:
    """The first fault is told by its place, never by its value, which may be somebody's."""
    for fault in _schema(typesetter.TEMPLATES / f"{template}.json").iter_errors(content):
        where = "/".join(str(step) for step in fault.instance_path)
        missing = getattr(fault.kind, "property", "")
        place = "/".join(part for part in (where, missing) if part) or "/"
        raise errors.data_wrong(template, place, str(fault.schema_path[-1]))
    if uneven := rules.find_uneven_line(content):
        raise errors.data_wrong(template, uneven, "columns")


@cache
def _schema(file: Path) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(file.read_text()))


def _with_code(content: rules.Json) -> rules.Json:
    """The code as a picture beside its address."""
    if isinstance(content, dict) and isinstance(qr := content.get("qr"), dict):
        return content | {"qr": qr | {"svg": draw(str(qr["address"])).as_svg()}}
    return content
