"""What the page of a case shows, put together from the case, its item, its applicant and the desk's list."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.faces.workbench.cases import clocks, steps, viewer, words
from tongban.faces.workbench.places import list_places
from tongban.faces.workbench.shell import Desk
from tongban.faces.workbench.worklist.handing import colleagues
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.foundation.ui.forms import FieldView
from tongban.foundation.ui.rules import mask
from tongban.foundation.worklist import queries as worklist
from tongban.foundation.worklist.queries import WorklistRow
from tongban.foundation.worklist.rules import ASSIGN, CLAIM
from tongban.registers.access import queries as access
from tongban.registers.catalogue.queries.terms import Terms, get_terms_under
from tongban.registers.forms import queries as forms
from tongban.registers.orgs import queries as orgs
from tongban.registers.parties import queries as parties
from tongban.services.cases import commands
from tongban.services.cases import queries as cases
from tongban.services.cases import words as case_words
from tongban.services.cases.queries import Case, CaseView
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.timing import MOST_EXTENSION, MOST_EXTENSION_JOINT

TABS = ("review", "form", "history", "papers", "notes")
JOINT = "4"
WRITTEN = ("opinion", "reason", "result", "text")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in vain: at which step, and why it was refused. `tab`: where the form stands."""

    step: Step | None
    sent: QueryDict
    refusal: str
    tab: str = ""

    @property
    def written(self) -> str:
        """The longest text among it: what one would be sorry to lose where its form is gone."""
        return max((self.sent.get(name, "").strip() for name in WRITTEN), key=len)


def gather(
    request: HttpRequest, view: CaseView, tab: str, desk: Desk, now: dt.datetime, purpose: str = ""
) -> dict[str, Any]:
    """The context of `cases/case.html`. `purpose`: what for whole document numbers are looked at in the form."""
    case = view.case
    terms = get_terms_under(case.item, leaf_version=case.leaf_version, item_version=case.item_version)
    notes = cases.list_notes(case.id, actor=desk.actor, now=now)
    materials = viewer.list_materials(view, terms.materials)
    chosen = _chosen(materials, request.GET.get("material", ""))
    row = worklist.find_row(desk.actor, f"case:{case.id}", case.organisation)
    allowed, refused = steps.split(view.steps, case)
    faces = clocks.list_faces(case, now)
    return {
        "view": view,
        "case": case,
        "here": reverse("workbench:case", kwargs={"number": case.number}),
        "unit_url": reverse("workbench:unit") + ("" if desk.actor.organisation else f"?unit={case.organisation}"),
        "tab": tab,
        "tabs": _tabs(view, len(notes), tab),
        "words": words,
        "channel": str(case_words.CHANNELS.get(case.channel, case.channel)),
        "faces": faces,
        "main_clock": next((face for face in faces if face.main), None),
        "strip": clocks.draw(view, now),
        "applicant": _applicant(case, desk, now),
        "may_reveal": desk.actor.may_anywhere("parties.reveal"),
        "materials": materials,
        "asked_for": _names_of_materials(view, terms),
        "chosen": chosen,
        "next_material": _after(materials, chosen),
        "file": viewer.open_file(view, chosen, desk) if tab == "review" else None,
        "points": terms.review_points,
        "sections": _sections(view, terms, desk, now, purpose) if tab == "form" else (),
        "names": _names(view, [note.account for note in notes]),
        "units": _units(view, [note.unit for note in notes]),
        "notes": notes,
        "signatures": _signatures(view, desk, now),
        "may_note": desk.actor.may(rights.NOTE, case.region, case.organisation),
        "allowed": allowed,
        "answers": any(view.steps.get(step, "") is None for step in (Step.CORRECT, Step.SUPPLY)),
        "refused": refused,
        "step_forms": _step_forms(view, terms, desk),
        **_on_my_list(row, desk, now),
    }


def _tabs(view: CaseView, notes: int, current: str) -> list[dict[str, Any]]:
    here = reverse("workbench:case", kwargs={"number": view.case.number})
    told = {
        "review": (_("审查"), None),
        "form": (_("申请表"), None),
        "history": (_("办理过程"), len(view.events)),
        "papers": (_("文书"), len(view.documents)),
        "notes": (_("内部备注"), notes),
    }
    return [
        {
            "label": label,
            "count": count,
            "url": here if tab == TABS[0] else f"{here}?tab={tab}",
            "current": tab == current,
        }
        for tab, (label, count) in told.items()
    ]


def _chosen(materials: list[viewer.Material], code: str) -> viewer.Material | None:
    """The one asked for, else the first that can be looked at, else the first."""
    asked = next((each for each in materials if each.code == code), None)
    return asked or next((each for each in materials if each.row.file), materials[0] if materials else None)


def _after(materials: list[viewer.Material], chosen: viewer.Material | None) -> viewer.Material | None:
    if chosen is None or len(materials) < 2:
        return None
    return materials[(materials.index(chosen) + 1) % len(materials)]


def _applicant(case: Case, desk: Desk, now: dt.datetime) -> dict[str, str]:
    """The name, and the numbers masked where one may read the file."""
    told = {"name": case.applicant_name, "document": "", "phone": "", "representative": ""}
    try:
        party = parties.get_file(desk.actor, case.holder_id, now=now).party
    except (NotFound, NotAllowed):
        return told
    return told | {
        "document": party.document_masked,
        "phone": party.phone_masked,
        "representative": party.representative_name,
    }


def _sections(
    view: CaseView, terms: Terms, desk: Desk, now: dt.datetime, purpose: str
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The form as it was filled in: shown fields only, choices in words, and the address a courier goes to.

    Numbers of people are masked without a purpose. The look is journalled.
    """
    if terms.form is None:
        return []
    filled = commands.read_form(case_id=view.case.id, purpose=purpose or "办理时查看申请表", by=desk.actor, now=now)
    told = {"values": filled["values"], "answers": filled["answers"]}
    form = forms.view(terms.form, language=get_language() or "zh", places=list_places(view.case.region), **told)
    sections = [
        (section.title, [_field(field, bool(purpose)) for field in section.fields if field.visible])
        for section in form.sections
        if section.visible
    ]
    if filled.get("address"):
        sections.append((_("送达"), [{"label": _("送达地址"), "value": filled["address"], "rows": ()}]))
    return sections


def _signatures(view: CaseView, desk: Desk, now: dt.datetime) -> list[dict[str, Any]]:
    """Who signed the application, each checked against what is stored now."""
    found = cases.list_signatures(view.case.id, actor=desk.actor, now=now)
    return [
        {
            "view": each, "way": case_words.say_way(each), "role": case_words.signer_role(each.role),
            "stands": case_words.say_stands(each),
        }
        for each in found
    ]  # fmt: skip


def _field(field: FieldView, whole: bool) -> dict[str, Any]:
    return {
        "label": field.label,
        "value": _value(field, whole),
        "rows": [[(c.label, _value(c, whole)) for c in row] for row in field.rows],
    }


def _value(field: FieldView, whole: bool) -> str:
    if field.options:
        return _("、").join(option.label for option in field.options if option.chosen)
    return mask(field.value) if field.control == "id" and field.value and not whole else field.value


def _names(view: CaseView, others: list[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    accounts = [event.account for event in view.events] + [finding.account for finding in view.findings] + others
    return access.name_accounts([account for account in accounts if account])


def _units(view: CaseView, others: list[str]) -> dict[str, str]:
    """What the bodies that had a hand in it are called."""
    told = {view.case.organisation: view.case.organisation_name}
    for code in {event.unit for event in view.events} | set(others):
        if code and code not in told:
            found = orgs.find_organisation(code)
            told[code] = found.name if found else code
    return told


def _names_of_materials(view: CaseView, terms: Terms) -> dict[str, str]:
    """As the item asks for them, and as they were called when they came."""
    return {row["code"]: row["name"] for row in terms.materials} | {row.code: row.name for row in view.materials}


def _step_forms(view: CaseView, terms: Terms, desk: Desk) -> dict[str, Any]:
    """What the small forms offer to choose from."""
    case = view.case
    verified = {row.code for row in view.materials if row.verified_at is not None}
    open_pauses = [pause for pause in view.pauses if pause.ended_at is None]
    names = _names_of_materials(view, terms)
    return {
        "defects": [("form", _("申请表"), False)]
        + [(row["code"], names[row["code"]], row["code"] in verified) for row in terms.materials],
        "pause_kinds": [
            (kind, words.pause_name(kind)) for kind in sorted(terms.pause_kinds - {pause.kind for pause in open_pauses})
        ],
        "open_pauses": [(pause.kind, words.pause_name(pause.kind)) for pause in open_pauses],
        "most_extension": MOST_EXTENSION_JOINT if case.project_type == JOINT else MOST_EXTENSION,
        "supervises": case.notices > 0 and desk.actor.may(rights.SUPERVISE, case.region, case.organisation),
        "next_step": words.route_name(case, case.position + 1),
    }


def _on_my_list(row: WorklistRow | None, desk: Desk, now: dt.datetime) -> dict[str, Any]:
    """How the case stands on the body's list: who has it, what I may do about that, what stands beside it on mine."""
    is_mine = row is not None and row.claimed_by == desk.account.id
    before, after = worklist.find_beside(desk.actor, row) if row is not None and is_mine else (None, None)
    may = desk.actor.may_anywhere
    may_hand = row is not None and row.state != "done" and ((is_mine and may(CLAIM)) or may(ASSIGN))
    return {
        "row": row,
        "is_mine": is_mine,
        "may_claim": row is not None and desk.actor.may(CLAIM, row.region, row.authority),
        "before": before,
        "after": after,
        "colleagues": colleagues(desk, now, row) if may_hand else (),
    }
