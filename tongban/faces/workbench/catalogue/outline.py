"""A form or a guidance in lines to read, for pages that show or compare it; what cannot be read gives no lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from tongban.faces.workbench.catalogue import conditions, form_sheet, guidance_sheet, rows
from tongban.faces.workbench.catalogue.conditions import Subject

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """`deep` 0 is a heading; `note` says what else holds. `mark`: same, added or removed, in a comparison."""

    deep: int
    text: str
    note: str = ""
    mark: str = "same"


def list_lines(code: str, definition: Any, content: Content | None = None) -> list[Line]:
    """The lines of the element `form` or `guidance`; `content` knows the questions that a form looks at."""
    if code == form_sheet.NAME and form_sheet.is_readable(definition):
        return list(_form(definition, guidance_sheet.subjects_of((content or {}).get(guidance_sheet.NAME))))
    if code == guidance_sheet.NAME and guidance_sheet.is_readable(definition):
        return list(_guidance(definition))
    return []


def _form(definition: Any, questions: Sequence[Subject]) -> Iterator[Line]:
    subjects = [*questions, *(form_sheet.subject_of(row) for _path, row in form_sheet.list_fields(definition))]
    for _at, section in rows.list_of(definition, "sections"):
        yield Line(0, str(section.get("title") or ""), _when(section, subjects))
        for _number, row in rows.list_of(section, "fields"):
            needed = "" if row.get("required") else _("选填")
            more = [needed, _when(row, subjects), str(row.get("hint") or "")]
            yield Line(1, form_sheet.label_of(row), _("；").join(filter(None, more)))


def _guidance(definition: Any) -> Iterator[Line]:
    subjects = guidance_sheet.subjects_of(definition)
    for _at, question in rows.list_of(definition, "questions"):
        yield Line(0, guidance_sheet.text_of(question), _when(question, subjects))
        for _number, choice in rows.list_of(question, "choices"):
            leaf = str(choice.get("leads_to") or "")
            note = _("通向 %(leaf)s") % {"leaf": leaf} if leaf else ""
            yield Line(1, guidance_sheet.text_of(choice), note)


def _when(row: Mapping[str, Any], subjects: Sequence[Subject]) -> str:
    when = row.get("when")
    return _("当%(condition)s时") % {"condition": conditions.say(when, subjects)} if when else ""


def compare(code: str, before: Any, after: Any) -> tuple[list[Line], list[Line]]:
    """Both outlines, each with its lines marked that the other lacks."""
    old, new = list_lines(code, before), list_lines(code, after)
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            old[start:end] = [_marked(line, "removed") for line in old[start:end]]
            new[first:last] = [_marked(line, "added") for line in new[first:last]]
    return old, new


def _marked(line: Line, mark: str) -> Line:
    return Line(line.deep, line.text, line.note, mark)
