"""The step of the materials: uploaded, used again, promised for later, or fetched by us."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.faces.portal.cases import papers, waiving
from tongban.faces.portal.cases.people import signed_in
from tongban.faces.portal.cases.writing import Writing, frame, open_draft
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.words import sentence_for
from tongban.registers.calendars import queries as calendars
from tongban.registers.calendars.rules.clock import Limit, Unit, compute_due, local
from tongban.registers.regions.queries import profiles
from tongban.services.cases import queries
from tongban.services.cases.rules import materials as rules
from tongban.services.cases.rules.materials import Asked

PART = "X-Part"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def materials(request: HttpRequest, item: str, draft: uuid.UUID) -> HttpResponse:
    """Everything there, 303 to delivery. With the header X-Part (a material's code) its row alone comes back."""
    writing = open_draft(request, item, draft)
    asked = asked_of(writing)
    reusable = _list_reusable(writing, asked)
    if request.method != "POST":
        return _page(request, writing, asked, reusable, {})
    rows, faults = papers.read_rows(
        request, asked, writing.draft.materials, reusable, holder=writing.draft.holder, by=writing.actor,
        now=writing.now,
    )  # fmt: skip
    rows = _read_consents(request, writing, asked, rows)
    _keep(request, writing, rows)
    if part := request.headers.get(PART):
        return _row(request, writing, asked, reusable, faults, part)
    go = request.POST.get("go", "")
    if go == "later" and not faults:
        return HttpResponseRedirect(f"{reverse('my_cases')}?group=drafts", status=303)
    if go == "next":
        faults = find_faults(writing, asked) | faults
    if faults or go != "next":
        return _page(request, writing, asked, reusable, faults, 422 if faults else 200)
    return HttpResponseRedirect(writing.url("delivery"), status=303)


def _read_consents(
    request: HttpRequest, writing: Writing, asked: Asked, rows: Sequence[papers.Row]
) -> list[papers.Row]:
    waiving.take_back(writing.draft.materials, request.POST.get("remove", ""), by=writing.actor, now=writing.now)
    return waiving.read_consents(
        request, list_held(writing, asked), rows, item=writing.terms.item, name=writing.terms.name,
        by=writing.actor, now=writing.now,
    )  # fmt: skip


def _keep(request: HttpRequest, writing: Writing, rows: Sequence[papers.Row]) -> None:
    """Only what this request changed is written, so that two uploads at once both stay."""
    before = {row["code"]: row for row in writing.draft.materials}
    after = {row["code"]: row for row in rows}
    changed = {code for code in before.keys() | after.keys() if before.get(code) != after.get(code)}
    while changed:
        kept = {row["code"]: row for row in writing.draft.materials if row["code"] not in changed}
        kept |= {code: after[code] for code in changed if code in after}
        try:
            writing.keep(writing.draft.version, materials=list(kept.values()))
        except Conflict as refusal:
            if refusal.code != "case.draft_changed":
                raise
            writing.draft = open_draft(request, writing.draft.item, writing.draft.id).draft
        else:
            return


def asked_of(writing: Writing) -> Asked:
    terms = writing.terms
    return Asked(terms.materials, writing.values, writing.answers, terms.tolerant, terms.form is not None)


def list_held(writing: Writing, asked: Asked) -> dict[str, waiving.Held]:
    """The licences that stand for materials now."""
    return waiving.list_held(
        asked, writing.draft.holder, item=writing.terms.item, by=writing.actor, now=writing.now
    )  # fmt: skip


def list_standing(writing: Writing, asked: Asked) -> list[papers.Row]:
    """What was given so far, as far as it still counts: a licence may have ended since."""
    return waiving.drop_lost(writing.draft.materials, list_held(writing, asked))


def find_faults(writing: Writing, asked: Asked) -> dict[str, str]:
    """By code, what keeps the materials from being handed in."""
    held = list_held(writing, asked)
    rows = waiving.drop_lost(writing.draft.materials, held)
    faults = rules.check(asked, rules.complete(asked, papers.to_given(asked, rows)))
    told = {name.partition(".")[2]: sentence_for(codes[0], {}) for name, codes in faults.items()}
    return told | waiving.ask_for([code for code in told if code in held], {row["code"] for row in rows})


def _list_reusable(writing: Writing, asked: Asked) -> Mapping[str, Sequence[Any]]:
    names = [row["name"] for row in asked.needed()]
    return queries.list_reusable(writing.draft.holder, names, actor=writing.actor, now=writing.now)


def _supply_on(writing: Writing, asked: Asked) -> Any:
    """Until when what follows later has to be there, if it is applied for now."""
    if not (asked.tolerant and any(row.get("need") == rules.DEFERRABLE for row in asked.needed())):
        return None
    today = local(writing.now).date()
    days = int(profiles.resolve(writing.terms.region, "supply_days", today).value)
    calendar = calendars.get_calendar(writing.terms.region, today)
    return compute_due(writing.now, Limit(days, Unit.WORKING_DAY), calendar).at


def _rows(writing: Writing, asked: Asked, reusable: Mapping[str, Any], faults: Mapping[str, str]) -> dict[str, Any]:
    held = list_held(writing, asked)
    given = waiving.drop_lost(writing.draft.materials, held)
    listed = papers.list_papers(asked, given, reusable, faults, held=held)
    return {"papers": listed, "summary": papers.summarise(listed), "supply_on": _supply_on(writing, asked)}


def _row(
    request: HttpRequest, writing: Writing, asked: Asked, reusable: Mapping[str, Any], faults: Any, part: str
) -> HttpResponse:
    shown = _rows(writing, asked, reusable, faults)
    shown["papers"] = [paper for paper in shown["papers"] if paper.code == part]
    status = 422 if part in faults else 200
    return render_page(request, "cases/_papers.html", "", status, writing=writing, **shown)


def _page(
    request: HttpRequest, writing: Writing, asked: Asked, reusable: Mapping[str, Any], faults: Any, status: int = 200
) -> HttpResponse:
    shown = _rows(writing, asked, reusable, faults)
    errors = [ErrorLine(f"m-{each.code}", each.name, each.error) for each in shown["papers"] if each.error]
    shown |= frame(writing, "materials") | {"errors": errors}
    return render_page(request, "cases/materials.html", "search", status, **shown)
