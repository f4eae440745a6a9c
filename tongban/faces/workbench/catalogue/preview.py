"""A form as applicants will see it, drawn by the portal's own path, from a definition that nobody has stored yet."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.faces.workbench.catalogue import fields, form_sheet, guidance_sheet, rows
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.ui.forms import FormView
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.registers.forms import queries as forms
from tongban.registers.regions import queries as regions

PLACE = "workbench:catalogue_adjustments"
MANAGE = "catalogue.manage"
QUESTION = "answer."


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the guidance, answered or not: what the form shows depends on it."""

    name: str
    text: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`form` and `guidance` are the definitions as JSON, carried along; no `view`: they cannot be drawn."""

    form: str
    guidance: str
    asked: tuple[Asked, ...] = ()
    view: FormView | None = None


def draw(
    definition: Any, guidance: Any, desk: Desk, *, values: Mapping[str, Any] | None = None,
    answers: Mapping[str, str] | None = None,
) -> Preview | None:  # fmt: skip
    """The form with these values under these answers; None without a definition."""
    if not definition:
        return None
    answers = answers or {}
    asked = tuple(_ask(row, answers) for _at, row in rows.list_of(guidance, "questions"))
    counted = {question.name: question.chosen for question in asked if question.chosen}
    carried = (fields.written(definition), fields.written(guidance))
    try:
        view = forms.view(
            definition, values=values or {}, answers=counted, language=get_language() or "zh", places=_places(desk)
        )
    except Invalid:
        return Preview(*carried, asked)
    return Preview(*carried, asked, view)


def _ask(question: Mapping[str, Any], answers: Mapping[str, str]) -> Asked:
    name = str(question.get("code"))
    choices = tuple(
        (str(row.get("code")), guidance_sheet.text_of(row)) for _at, row in rows.list_of(question, "choices")
    )
    chosen = answers.get(name, "")
    known = chosen if chosen in dict(choices) else ""
    return Asked(name, guidance_sheet.text_of(question), (("", _("还没有回答")), *choices), known)


def _places(desk: Desk) -> list[tuple[str, str]]:
    """Where a region may be chosen from, as the portal offers it: the body's own and what lies below."""
    here = regions.list_path(desk.post.region)[-1:] if desk.post.region else []
    below = regions.list_children(here[0].code) if here else []
    return [(place.code, place.name) for place in (*here, *below)]


@require_POST
@staff_page(MANAGE)
def page(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The form drawn once more with what was filled in and answered. Nothing is stored, nothing is judged.

    Raises Invalid when what is carried along is no form.
    """
    sent, told = request.POST, dict[str, str]()
    definition = fields.read_json("form", sent.get("form.definition", "") or "null", told)
    guidance = fields.read_json("guidance", sent.get("guidance.definition", "") or "null", told)
    if told or not form_sheet.is_readable(definition) or not guidance_sheet.is_readable(guidance):
        raise Invalid("form.definition_refused", {"form": ["form.malformed"]}, faults=1)
    answers = {name.removeprefix(QUESTION): str(sent[name]) for name in sent if name.startswith(QUESTION)}
    values = forms.read(definition, dict(sent.lists())) if definition else {}
    shown: dict[str, Any] = {
        "preview": draw(definition, guidance, desk, values=values, answers=answers),
        "crumbs": [NavigationEntry(_("表单预览"), "")],
        "json": json.dumps,
    }
    return render_desk(request, "catalogue/preview.html", desk, now, PLACE, **shown)
