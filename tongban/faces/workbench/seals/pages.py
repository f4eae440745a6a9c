"""The register of seals: who holds which, how each stands, and every time it was used or refused."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tongban.faces.workbench.seals import words
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import DomainError, Invalid
from tongban.foundation.ui.rules import write_date
from tongban.foundation.ui.words import sentence_for, words_for
from tongban.registers.access import queries as access
from tongban.registers.seals import queries
from tongban.registers.seals.queries import AUTHORISE, MANAGE, PAGE, READ, SealView, UseLine
from tongban.registers.seals.rules.states import STEPS, State
from tongban.services.cases import queries as cases
from tongban.services.licences.rules.rights import READ as SEE_LICENCES

PLACE = "workbench:seals"
TEXT, NUMBER = 60, 20
USES = 20
SAID = {"kinds": words.KINDS, "steps": words.STEPS, "states": words.STATES, "tags": words.TAGS}


@require_safe
@staff_page(READ)
def seals(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The seals of one's reach by number, fifty at a time, narrowed by text and state."""
    text, after = request.GET.get("q", "")[:TEXT], request.GET.get("after", "")[:NUMBER]
    state = request.GET.get("state", "") if request.GET.get("state", "") in words.STATES else ""
    rows = queries.list_seals(desk.actor, now=now, text=text, state=state, after=after, limit=PAGE + 1)
    here = f"{reverse(PLACE)}?{urlencode({'q': text, 'state': state})}"
    shown: dict[str, Any] = {
        **SAID,
        "rows": rows[:PAGE],
        "text": text,
        "state": state,
        "counts": {
            each: queries.count_seals(desk.actor, now=now, text=text, state=each) for each in ("", *words.STATES)
        },
        "may_make": desk.actor.may_anywhere(MANAGE),
        "first_url": here if after else "",
        "next_url": f"{here}&{urlencode({'after': rows[PAGE - 1].es_id})}" if rows[PAGE:] else "",
    }
    return render_desk(request, "seals/list.html", desk, now, PLACE, **shown)


@require_safe
@staff_page(READ)
def seal(request: HttpRequest, seal: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    return seal_page(request, queries.get_seal(seal, actor=desk.actor, now=now), desk, now)


@require_safe
@staff_page(READ)
def picture(request: HttpRequest, seal: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The impression as a PNG."""
    queries.get_seal(seal, actor=desk.actor, now=now)
    return HttpResponse(queries.draw_seal(seal), content_type="image/png")


@require_safe
@staff_page(READ)
def case_of_use(request: HttpRequest, case: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """303 to the case that a seal was used for; raises as the case's own page does."""
    number = cases.get_case(case, actor=desk.actor, now=now).case.number
    return HttpResponseRedirect(reverse("workbench:case", kwargs={"number": number}), status=303)


def seal_page(
    request: HttpRequest,
    view: SealView,
    desk: Desk,
    now: dt.datetime,
    refusal: DomainError | None = None,
    sent: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One seal with what one may do to it and its uses; `refusal` is told at the top, what was `sent` is kept."""
    refused = {"yes": True, "no": False}.get(request.GET.get("refused", ""))
    skip = _whole(request.GET.get("skip", ""))
    uses = queries.list_uses(view.id, desk.actor, refused=refused, skip=skip, limit=USES + 1)
    faults = refusal.fields if isinstance(refusal, Invalid) else {}
    may = {action: desk.actor.may(action, view.region, view.organisation) for action in (MANAGE, AUTHORISE)}
    shown: dict[str, Any] = {
        **SAID,
        "seal": view,
        "custodian": access.name_accounts([view.custodian]).get(view.custodian, ""),
        "all_steps": STEPS,
        "moves": _moves(view) if may[MANAGE] else (),
        "may_authorise": may[AUTHORISE] and view.state is not State.REVOKED,
        "reason": (sent or {}).get("reason", ""),
        "told": {field: sentence_for(codes[0], {}) for field, codes in faults.items()},
        "refusal": words_for(refusal) if refusal else None,
        "done": words.DONE.get(request.GET.get("done", "")),
        **_shown_uses(view, uses, refused, skip, desk),
    }
    return render_desk(request, "seals/seal.html", desk, now, PLACE, status=422 if refusal else 200, **shown)


def _shown_uses(view: SealView, uses: list[UseLine], refused: bool | None, skip: int, desk: Desk) -> dict[str, Any]:
    names = access.name_accounts({use.decided_by for use in uses if use.decided_by})
    here = reverse("workbench:seal", kwargs={"seal": view.id})
    asked = {None: "", True: "yes", False: "no"}[refused]
    rows = [(use, _subject(use), names.get(use.decided_by) if use.decided_by else None) for use in uses[:USES]]
    total, of_refused = (queries.count_uses(view.id, desk.actor, refused=each) for each in (None, True))
    return {
        "uses": [(*row, sentence_for(row[0].refusal, {}) if row[0].refusal else "") for row in rows],
        "licences": {use.id: _licence_of(use) for use, *_rest in rows} if desk.actor.may_anywhere(SEE_LICENCES) else {},
        "full": _write_full,
        "asked": asked,
        "counts": {"": total, "no": total - of_refused, "yes": of_refused},
        "first_url": f"{here}?refused={asked}#uses" if skip else "",
        "next_url": f"{here}?refused={asked}&skip={skip + USES}#uses" if uses[USES:] else "",
    }


def _subject(use: UseLine) -> str:
    """`licence:<id>` as words; what nobody gave a word stands as it is."""
    kind = use.subject.partition(":")[0]
    return str(words.SUBJECTS.get(kind, use.subject))


def _licence_of(use: UseLine) -> uuid.UUID | None:
    """The licence that the seal stood under."""
    kind, _colon, row = use.subject.partition(":")
    try:
        return uuid.UUID(row) if kind == "licence" else None
    except ValueError:
        return None


def _write_full(day: dt.date) -> str:
    """With its year, whatever year it is: seals hold for many."""
    return write_date(day, get_language() or "zh-hans")


def _moves(view: SealView) -> tuple[str, ...]:
    return {State.ACTIVE: ("suspend", "revoke"), State.SUSPENDED: ("restore", "revoke")}.get(view.state, ())


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
