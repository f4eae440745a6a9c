"""Proofs that nobody may ask for any more, and qualifications that were merged: registered here, public everywhere."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.reports.places import (
    FINDINGS,
    READ,
    REPORTS,
    address,
    around,
    read_asked,
    read_cursor,
    read_day,
)
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, NotFound
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue.commands import proofs as commands
from tongban.registers.catalogue.queries import proofs as queries

MANAGE = "catalogue.manage"
CHANGES, MERGED_AT_MOST = 20, 50
Sent = dict[str, str]
Write = Callable[[Sent, dt.date, Desk, dt.datetime], None]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def proofs(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The list with its history, and the forms by which a proof joins and leaves it."""
    asked, sent = read_asked(request, desk), request.POST.dict() if request.method == "POST" else {}
    leaves = sent.get("act") == "restore"
    if leaves:
        faults, refusal = _written(sent, ("proof", "restore_basis"), "restored_on", _restore, desk, now)
    else:
        faults, refusal = _written(sent, ("name", "basis"), "cancelled_on", _cancel, desk, now)
    if sent and not faults and refusal is None:
        done = "restored" if leaves else "1"
        return HttpResponseRedirect(address("proofs", asked.query | {"done": done}), status=303)
    changes = queries.list_proof_changes(
        region=asked.region, before=read_cursor(request.GET.get("before", "")) or None, limit=CHANGES + 1
    )
    rows = queries.list_proofs(region=asked.region)
    shown = {
        "rows": rows, "own": [(row.name, row.name) for row in rows if row.region == desk.post.region],
        "changes": changes[:CHANGES],
        "older_url": address("proofs", asked.query, {"before": changes[CHANGES - 1].id}) if changes[CHANGES:] else "",
        "done": request.GET.get("done", "") if not sent else "",
    }  # fmt: skip
    return _page(request, "proofs", desk, now, sent, faults, refusal, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def mergers(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Which qualifications became which one, by which document, and the form that records it (CAT-18)."""
    asked, sent = read_asked(request, desk), request.POST.dict() if request.method == "POST" else {}
    faults, refusal = _written(sent, ("into", "document", "merged"), "merged_on", _merge, desk, now)
    if sent and not faults and refusal is None:
        return HttpResponseRedirect(address("mergers", asked.query | {"done": "1"}), status=303)
    shown = {
        "rows": queries.list_mergers(region=asked.region), "counted": queries.count_merged(region=asked.region),
        "done": "done" in request.GET and not sent,
    }  # fmt: skip
    return _page(request, "mergers", desk, now, sent, faults, refusal, shown)


def _page(
    request: HttpRequest, name: str, desk: Desk, now: dt.datetime, sent: Sent, faults: list[str],
    refusal: tuple[Any, ...] | None, shown: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    checks = name == "proofs"
    shown |= {
        "sent": sent, "faults": faults, "refusal": refusal, "latest": as_day(now).isoformat(),
        "may_manage": desk.actor.may(MANAGE, desk.post.region, desk.actor.organisation),
    }  # fmt: skip
    context = around(read_asked(request, desk), desk, name, checks=checks) | shown
    place, status = FINDINGS if checks else REPORTS, 422 if faults or refusal else 200
    return render_desk(request, f"reports/{name}.html", desk, now, place, status=status, **context)


def _written(
    sent: Sent, wanted: Sequence[str], day_name: str, write: Write, desk: Desk, now: dt.datetime
) -> tuple[list[str], tuple[Any, ...] | None]:
    """The fields that are not what they should be, and why it was refused; neither when it is written."""
    if not sent:
        return [], None
    day = read_day(sent.get(day_name, ""), as_day(now))
    faults = [name for name in wanted if not sent.get(name, "").strip()] + ([] if day else [day_name])
    if "merged" in wanted and "merged" not in faults and len(_lines(sent["merged"])) < 2:
        faults.append("merged")
    if faults or day is None:
        return faults, None
    try:
        write(sent, day, desk, now)
    except (Conflict, NotFound) as refused:
        return [], words_for(refused)
    return [], None


def _cancel(sent: Sent, day: dt.date, desk: Desk, now: dt.datetime) -> None:
    commands.cancel_proof(
        region=desk.post.region, name=sent["name"].strip()[:100], aliases=_lines(sent.get("aliases", "")),
        basis=sent["basis"].strip()[:200], cancelled_on=day, by=desk.actor, now=now,
    )  # fmt: skip


def _restore(sent: Sent, day: dt.date, desk: Desk, now: dt.datetime) -> None:
    commands.restore_proof(
        region=desk.post.region, name=sent["proof"], basis=sent["restore_basis"].strip()[:200], restored_on=day,
        by=desk.actor, now=now,
    )  # fmt: skip


def _merge(sent: Sent, day: dt.date, desk: Desk, now: dt.datetime) -> None:
    commands.record_merger(
        region=desk.post.region, merged=_lines(sent["merged"]), into=sent["into"].strip()[:100],
        document=sent["document"].strip()[:200], merged_on=day, by=desk.actor, now=now,
    )  # fmt: skip


def _lines(text: str) -> list[str]:
    return [line.strip()[:100] for line in text.splitlines() if line.strip()][:MERGED_AT_MOST]
