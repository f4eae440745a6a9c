"""An item's form as controls: sections, fields picked from the dictionary, their words and conditions (data elements).

A control is named for its place in the definition, `form.sections.0.fields.2.label`. What is not filled in is not
said: the element's own words hold then.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.faces.workbench.catalogue import conditions, rows, words
from tongban.faces.workbench.catalogue.conditions import Shown, Subject
from tongban.registers.catalogue.rules.content import Fault
from tongban.registers.forms.queries import dictionary as forms
from tongban.registers.forms.rules.definition import key_of
from tongban.registers.forms.rules.dictionary import NUMBERS, DataElement, Type

NAME = "form"
SECTIONS = f"{NAME}.sections"
FOUND = 12
"""Elements offered at a time; a longer list asks for more letters."""
MEASURED = {*NUMBERS, Type.DATE}
Sent = QueryDict
Json = Any


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field: the element it asks for, the words that stand in place of the element's, its condition."""

    path: str
    row: Mapping[str, Json]
    title: str
    note: str
    element: DataElement | None
    key: str
    chosen: tuple[str, ...]
    when: Shown
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SectionRow:
    path: str
    row: Mapping[str, Json]
    fields: tuple[FieldRow, ...]
    when: Shown
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Picked:
    """An element that may be added."""

    code: str
    name: str
    note: str
    is_used: bool


def is_readable(definition: Json) -> bool:
    """Whether the builder can show it: a mapping with lists of mappings where sections and fields are due."""
    if not definition:
        return True
    sections = definition.get("sections", []) if isinstance(definition, Mapping) else None
    return isinstance(sections, list) and all(_is_section(each) for each in sections)


def _is_section(section: Json) -> bool:
    fields = section.get("fields", []) if isinstance(section, Mapping) else None
    return isinstance(fields, list) and all(
        isinstance(row, Mapping)
        and isinstance(row.get("element"), str)
        and isinstance(row.get("key", ""), str)
        and isinstance(row.get("choices", []), list)
        for row in fields
    )


# --- read ---------------------------------------------------------------------------------------------------------


def read(sent: Sent) -> dict[str, Json] | None:
    """The definition that the controls say; None without a section."""
    told = _texts(sent, NAME, ("title", "title_en"))
    sections = [_read_section(sent, f"{SECTIONS}.{at}") for at in range(count(sent, SECTIONS))]
    return {**told, "sections": sections} if sections else None


def _read_section(sent: Sent, path: str) -> dict[str, Json]:
    fields = [_read_field(sent, f"{path}.fields.{at}") for at in range(count(sent, f"{path}.fields"))]
    return {**_texts(sent, path, ("title", "title_en")), **_when(sent, path), "fields": fields}


def _read_field(sent: Sent, path: str) -> dict[str, Json]:
    told: dict[str, Json] = {
        "element": sent.get(f"{path}.element", ""),
        "required": sent.get(f"{path}.required") == "yes",
    }
    told |= _texts(sent, path, ("key", "label", "label_en", "hint", "hint_en"))
    element = forms.get_dictionary().get(told["element"])
    chosen = sent.getlist(f"{path}.choices")
    is_all = element is not None and len(chosen) == len(element.choices) and f"{path}.listed" not in sent
    if chosen and not is_all:
        told["choices"] = chosen
    return told | _when(sent, path)


def _texts(sent: Sent, path: str, names: Sequence[str]) -> dict[str, str]:
    told = {name: sent.get(f"{path}.{name}", "").replace("\r\n", "\n").strip() for name in names}
    return {name: text for name, text in told.items() if text}


def _when(sent: Sent, path: str) -> dict[str, Json]:
    when = conditions.read(sent, f"{path}.when")
    return {"when": when} if when else {}


def count(sent: Sent, path: str) -> int:
    """As many rows as the form said the list had, at most 200."""
    text = sent.get(f"{path}.rows", "0")
    return min(int(text), rows.ROWS_AT_MOST) if text.isdecimal() and len(text) < 4 else 0


# --- buttons ------------------------------------------------------------------------------------------------------


def press(content: Mapping[str, Json], pressed: str, into: str) -> tuple[dict[str, Json], str]:
    """The content after a button of the builder, and the row to show. `form.pick.<element>` adds a field to `into`."""
    picked = pressed.removeprefix(f"{NAME}.pick.")
    if picked != pressed:
        return _add_field(content, picked, into)
    told = rows.read_press(pressed)
    if told is None:
        return dict(content), ""
    content = {**content, NAME: content.get(NAME) or {"sections": []}}
    if crossed := _cross(content, told):
        return crossed
    blank = {"title": _("新的一节"), "fields": []} if told.path == SECTIONS else {}
    return rows.change(content, told, blank)


def _add_field(content: Mapping[str, Json], element: str, into: str) -> tuple[dict[str, Json], str]:
    definition = dict(content.get(NAME) or {})
    definition["sections"] = definition.get("sections") or [{"title": _("申请信息"), "fields": []}]
    at = int(into) if into.isdecimal() and len(into) < 4 else len(definition["sections"]) - 1
    at = min(at, len(definition["sections"]) - 1)
    row = {"element": element, "required": True}
    taken = {key_of(each) for _path, each in list_fields(definition)}
    key = key_of(row)
    if key in taken:
        row["key"] = next(f"{key}_{number}" for number in range(2, 400) if f"{key}_{number}" not in taken)
    return rows.change({**content, NAME: definition}, rows.Press(f"{SECTIONS}.{at}.fields", "add"), row)


def _cross(content: Mapping[str, Json], press: rows.Press) -> tuple[dict[str, Json], str] | None:
    """A field at the edge of its section goes over into the next one."""
    head, _dot, tail = press.path.rpartition(".fields")
    section = head.rpartition(".")[2]
    if tail or not section.isdecimal() or press.what not in ("up", "down"):
        return None
    sections = content[NAME].get("sections") or []
    here, step = int(section), 1 if press.what == "down" else -1
    fields = rows.find(content, press.path) or []
    edge = len(fields) - 1 if step == 1 else 0
    if press.at != edge or not fields or not 0 <= here + step < len(sections):
        return None
    moved, row = [dict(each, fields=list(each.get("fields", []))) for each in sections], fields[press.at]
    del moved[here]["fields"][press.at]
    there = moved[here + step]["fields"]
    there.insert(0 if step == 1 else len(there), row)
    path = f"{SECTIONS}.{here + step}.fields.{0 if step == 1 else len(there) - 1}"
    return {**content, NAME: {**content[NAME], "sections": moved}}, path


def pick(text: str, definition: Json) -> list[Picked]:
    """Elements of the dictionary with this in their names or code; without text those that come first."""
    sought, english = text.strip().casefold(), words.is_english()
    used = {row["element"] for _path, row in list_fields(definition)}
    found = []
    for code, element in forms.get_dictionary().items():
        if sought in f"{element.zh} {element.en} {code}".casefold():
            name = element.en if english else element.zh
            found.append(Picked(code, name, note_of(element), code in used))
    return sorted(found, key=lambda each: (not each.name.casefold().startswith(sought), each.is_used))[:FOUND]


def note_of(element: DataElement) -> str:
    """Its type, and where government holds it already."""
    told = str(words.TYPES[element.type])
    if not element.source:
        return told
    source = element.source.split(":", 1)[1].rpartition(".")[0] if ":" in element.source else _("办事人档案")
    return _("%(type)s · 可从“%(source)s”取") % {"type": told, "source": source}


# --- show ---------------------------------------------------------------------------------------------------------


def list_fields(definition: Json) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Path and row of every field, from top to bottom."""
    for at, section in rows.list_of(definition, "sections"):
        for number, row in rows.list_of(section, "fields"):
            yield f"{SECTIONS}.{at}.fields.{number}", row


def list_sections(
    definition: Json, questions: Sequence[Subject], errors: Mapping[str, str], opened: str
) -> list[SectionRow]:
    """The builder's rows; a condition may look at questions and at fields above it."""
    above: list[Subject] = list(questions)
    found = []
    for at, section in rows.list_of(definition, "sections"):
        path, before = f"{SECTIONS}.{at}", tuple(above)
        fields = []
        for number, row in rows.list_of(section, "fields"):
            fields.append(_field_row(f"{path}.fields.{number}", row, tuple(above), errors, opened))
            above.append(subject_of(row))
        when = conditions.show(
            f"{path}.when", section.get("when"), before, opened=opened == f"{path}.when",
            error=errors.get(f"{path}.when", ""),
        )  # fmt: skip
        found.append(SectionRow(path, section, tuple(fields), when, _own(errors, path)))
    return found


def _field_row(
    path: str, row: Mapping[str, Json], above: Sequence[Subject], errors: Mapping[str, str], opened: str
) -> FieldRow:
    element = forms.get_dictionary().get(row["element"])
    when = conditions.show(
        f"{path}.when", row.get("when"), above, opened=opened == f"{path}.when", error=errors.get(f"{path}.when", "")
    )
    note = note_of(element) if element else row["element"]
    chosen = row.get("choices") or ([choice.code for choice in element.choices] if element else [])
    return FieldRow(
        path, row, label_of(row), note, element, key_of(row), tuple(map(str, chosen)), when, _own(errors, path)
    )


def _own(errors: Mapping[str, str], path: str) -> dict[str, str]:
    """What is wrong with the row itself ("") and with its controls, by control."""
    own = {name.removeprefix(f"{path}."): text for name, text in errors.items() if name.startswith(f"{path}.")}
    own = {name: text for name, text in own.items() if "." not in name}
    return own | ({"": errors[path]} if path in errors else {})


def label_of(row: Mapping[str, Json]) -> str:
    """What the field is called on the form."""
    element = forms.get_dictionary().get(str(row.get("element")))
    if words.is_english():
        return str(row.get("label_en") or (element.en if element else row.get("element")))
    return str(row.get("label") or (element.zh if element else row.get("element")))


def subject_of(row: Mapping[str, Json]) -> Subject:
    """The field as a condition may look at it."""
    element, offered = forms.get_dictionary().get(str(row.get("element"))), row.get("choices")
    if element is None:
        return Subject("field", key_of(row), label_of(row))
    choices: tuple[tuple[Json, str], ...] = tuple(
        (choice.code, choice.en if words.is_english() else choice.zh)
        for choice in element.choices
        if not offered or choice.code in offered
    )
    if element.type is Type.YES_NO:
        choices = ((True, _("是")), (False, _("否")))
    several = element.type is Type.CHOICES
    return Subject("field", key_of(row), label_of(row), choices, several, element.type in MEASURED)


def list_unfinished(definition: Json) -> list[Fault]:
    """What is not finished, in plain words: a section without a title or without fields."""
    found = []
    for at, section in rows.list_of(definition, "sections"):
        if not str(section.get("title") or "").strip():
            found.append(Fault(f"{SECTIONS}.{at}.title", "content.empty", {}))
        if not section.get("fields"):
            found.append(Fault(f"{SECTIONS}.{at}", "content.section_without_fields", {}))
    return found


def list_faults(definition: Json, questions: Sequence[str]) -> list[Fault]:
    """What is wrong with the form as it stands in the builder; what is not finished comes first, alone."""
    if not definition:
        return []
    if is_readable(definition) and (unfinished := list_unfinished(definition)):
        return unfinished
    found = forms.list_faults(definition, questions=questions)
    return [Fault(f"{NAME}.{fault.where}" if fault.where != NAME else NAME, fault.code, fault.facts) for fault in found]
