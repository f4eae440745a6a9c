"""Background work that is stuck: what, since when, why; and the button that runs it again."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.parked.words import told
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outbox import queries
from tongban.foundation.outbox.rules import RunState

READ, RERUN = "jobs.read", "jobs.rerun"
PARKED = "workbench:parked"
WORKER_QUIET = dt.timedelta(seconds=30)


@require_safe
@staff_page(READ)
def parked(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    state = RunState.WAITING if request.GET.get("state") == RunState.WAITING else RunState.PARKED
    after = _cursor(request.GET.get("after", ""))
    page = queries.list_parked(desk.actor, state=state, after=after)
    here = f"{reverse(PARKED)}?{urlencode({'state': state.value})}"
    seen = queries.worker_seen_at()
    shown: dict[str, Any] = {
        "rows": [(run, told(run.error_code)) for run in page.items],
        "state": state.value,
        "backlog": queries.backlog(),
        "worker_seen_at": seen,
        "worker_quiet": seen is None or now - seen > WORKER_QUIET,
        "may_rerun": desk.actor.may_anywhere(RERUN),
        "sent": _count(request.GET.get("sent", "")),
        "first_url": here if after else "",
        "next_url": f"{here}&{urlencode({'after': str(page.next)})}" if page.next else "",
    }
    return render_desk(request, "parked/parked.html", desk, now, PARKED, **shown)


@require_POST
@staff_page(RERUN)
def again(request: HttpRequest, run: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The run is due now. Raises what `outbox.run_again` raises."""
    outbox.run_again(run, by=desk.actor, now=now)
    return _back(1)


@require_POST
@staff_page(RERUN)
def all_again(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Every parked run is due now."""
    return _back(outbox.run_all_again(by=desk.actor, now=now))


def _back(sent: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(PARKED)}?{urlencode({'sent': sent})}", status=303)


def _cursor(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError as nothing:
        raise NotFound("page.not_found") from nothing


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
