"""The builders of form and guidance around their rows: buttons, findings, carried controls, preview and tree."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from tongban.faces.workbench.catalogue import fields, form_sheet, guidance_sheet, outline, preview, rows, tree, words
from tongban.faces.workbench.shell import Desk
from tongban.registers.catalogue.queries import guidance, picking
from tongban.registers.catalogue.rules.content import Fault

Content = Mapping[str, Any]
TEXT = 60
SUGGESTED = 6
_DIGITS = re.compile(r"[0-9]{14}")


def press(
    content: Content, pressed: str, sent: QueryDict, unreadable: dict[str, str]
) -> tuple[dict[str, Any], str]:  # fmt: skip
    """The content after any button of the editor, and the row to show. What an import cannot read is told."""
    head = pressed.partition(".")[0]
    if head in fields.SHEETS and pressed == f"{head}.import":
        told: dict[str, str] = {}
        value = fields.read_json(f"{head}.json", sent.get(f"{head}.json", "").strip() or "null", told)
        unreadable |= told
        return {**content, head: content.get(head) if told else value}, head
    if head in fields.SHEETS and not fields.SHEETS[head].is_readable(content.get(head)):
        return dict(content), head
    if head == form_sheet.NAME:
        return form_sheet.press(content, pressed, sent.get(f"{head}.into", ""))
    if head == guidance_sheet.NAME:
        return guidance_sheet.press(content, pressed)
    told_press = rows.read_press(pressed)
    return fields.change_rows(content, told_press) if told_press else (dict(content), "")


def list_unfinished(content: Content) -> list[Fault]:
    """What a form still lacks before it can be judged at all: titles, fields."""
    definition = content.get(form_sheet.NAME)
    return form_sheet.list_unfinished(definition) if form_sheet.is_readable(definition) else []


def fault_lines(faults: Sequence[Fault], content: Content) -> list[dict[str, str]]:
    """As the summary of errors lists them; questions and fields go by their words, not by their codes."""
    called = _names(content)
    return [
        {
            "name": words.control_of(fault.where),
            "label": words.place_name(fault.where),
            "text": words.sentence(fault.code, {name: _called(value, called) for name, value in fault.facts.items()}),
        }
        for fault in faults
    ]


def _names(content: Content) -> dict[str, str]:
    form, asked = content.get(form_sheet.NAME), content.get(guidance_sheet.NAME)
    fields_named = form_sheet.list_fields(form) if form_sheet.is_readable(form) else ()
    subjects = [form_sheet.subject_of(row) for _path, row in fields_named]
    subjects += guidance_sheet.subjects_of(asked) if guidance_sheet.is_readable(asked) else []
    return {subject.name: subject.label for subject in subjects if subject.label}


def _called(value: Any, called: Mapping[str, str]) -> Any:
    return called.get(value, value) if isinstance(value, str) else value


class Building:
    """One showing of a builder; `leaf` is "" for a leaf that does not stand yet."""

    def __init__(self, request: HttpRequest, desk: Desk, now: dt.datetime, entry: Any, leaf: str) -> None:
        self.request, self.desk, self.now, self.entry, self.leaf = request, desk, now, entry, leaf

    def context(self, sheet: str, typed: fields.Typed, errors: Mapping[str, str], opened: str) -> dict[str, Any]:
        """What the builder's template needs; its findings stand at the rows they concern, whether asked for or not."""
        definition = typed.content.get(sheet)
        readable = fields.SHEETS[sheet].is_readable(definition)
        found = self._list_faults(sheet, typed.content)
        lines = fault_lines(found, typed.content)
        errors = {**{line["name"]: line["text"] for line in lines}, **errors}
        shown = {
            "carried": fields.list_carried(typed, but=sheet),
            "readable": readable,
            "findings": lines,
            "said_of": errors,
            "written": fields.written(definition),
            "outline": outline.list_lines(sheet, definition, typed.content),
        }
        if not readable:
            return shown
        return shown | (self._form if sheet == form_sheet.NAME else self._guidance)(
            typed.content, errors, opened, found
        )

    def _list_faults(self, sheet: str, content: Content) -> list[Fault]:
        if sheet == guidance_sheet.NAME:
            return guidance.list_faults(content, leaf=self.leaf, at=self.now)
        questions = [subject.name for subject in self._questions(content)]
        return form_sheet.list_faults(content.get(sheet), questions)

    def _questions(self, content: Content) -> list[Any]:
        asked = content.get(guidance_sheet.NAME)
        return guidance_sheet.subjects_of(asked) if guidance_sheet.is_readable(asked) else []

    def _form(
        self, content: Content, errors: Mapping[str, str], opened: str, found: Sequence[Fault]
    ) -> dict[str, Any]:  # fmt: skip
        definition, sent = content.get(form_sheet.NAME), self.request.POST
        sought, questions = sent.get("form.seek", "")[:TEXT], self._questions(content)
        listed = form_sheet.list_sections(definition, questions, errors, opened)
        into = sent.get("form.into", "") or str(max(len(listed) - 1, 0))
        return {
            "form": definition or {},
            "sections": listed,
            "sought": sought,
            "picks": form_sheet.pick(sought, definition),
            "into": into,
            "section_options": [(str(at), str(each.row.get("title") or at + 1)) for at, each in enumerate(listed)]
            or [("0", _("新的一节"))],
            "preview": preview.draw(definition, content.get(guidance_sheet.NAME), self.desk) if not found else None,
        }

    def _guidance(
        self, content: Content, errors: Mapping[str, str], opened: str, found: Sequence[Fault]
    ) -> dict[str, Any]:  # fmt: skip
        names = guidance.name_destinations(content, entry=self.entry.code, at=self.now)
        return {
            "questions": guidance_sheet.list_questions(content, names, errors, opened),
            "leaves": names,
            "suggested": self._suggest(content, names),
            "tree": tree.draw(content, list(found), names),
            "own": self.leaf,
        }

    def _suggest(self, content: Content, names: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """What was typed where a leaf is due, and is none: the leaves that it may mean."""
        typed = {
            str(choice.get("leads_to"))
            for _at, question in rows.list_of(content.get(guidance_sheet.NAME), "questions")
            for _number, choice in rows.list_of(question, "choices")
            if choice.get("leads_to") and choice["leads_to"] not in names
        }
        sought = {
            text: picking.list_sought(text[:TEXT], limit=SUGGESTED) for text in typed if not _DIGITS.fullmatch(text)
        }
        return {text: picking.name_leaves(codes, at=self.now) for text, codes in sought.items() if codes}
