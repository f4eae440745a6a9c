"""Indicators over published items: each figure with its scope, time and items; and what the reform has reduced."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.workbench.access.names import Names
from tongban.faces.workbench.reports import words
from tongban.faces.workbench.reports.places import READ, REPORTS, address, around, read_asked
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotFound
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue.commands import baselines as commands
from tongban.registers.catalogue.queries import indicators as queries
from tongban.registers.catalogue.queries import reductions as reduced
from tongban.registers.catalogue.queries import wording
from tongban.registers.catalogue.queries.lists import count_members, list_lists
from tongban.registers.catalogue.rules.indicators import INDICATORS, Figure, compute_reductions
from tongban.registers.regions import queries as regions

MANAGE = "catalogue.manage"
PAGE = 50


@require_safe
@staff_page(READ)
def indicators(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Every figure of the scope; one of them by the regions below and by level."""
    asked = read_asked(request, desk)
    chosen = queries.get_indicator(request.GET.get("indicator", "") or next(iter(INDICATORS)))
    below = regions.list_children(asked.region)
    by_region = queries.list_figures_by_region([place.code for place in below], asked.scope, at=now) if below else {}
    by_level = queries.list_figures_by_level(asked.scope, at=now)
    counted = count_members(region=asked.region)
    shown: dict[str, Any] = {
        "figures": queries.list_figures(asked.scope, at=now), "chosen": chosen,
        "by_region": _drawn((place.name, _of(by_region[place.code], chosen.code)) for place in below),
        "by_level": _drawn((wording.LEVELS[level], _of(told, chosen.code)) for level, told in by_level.items()),
        "counted": [(each, counted[each.code]) for each in list_lists().values()],
    }  # fmt: skip
    return render_desk(
        request, "reports/indicators.html", desk, now, REPORTS, **around(asked, desk, "indicators"), **shown
    )


@require_safe
@staff_page(READ)
def behind(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The items that a figure was counted from: those counted, or the rest of its base."""
    asked, indicator = read_asked(request, desk), queries.get_indicator(code)
    counted = request.GET.get("counted", "") != "no"
    after = request.GET.get("after", "")[:33]
    rows = queries.list_behind(code, asked.scope, at=now, counted=counted, after=after, limit=PAGE + 1)
    figures = {figure.indicator.code: figure for figure in queries.list_figures(asked.scope, at=now)}
    query = asked.query | {"counted": "" if counted else "no"}
    names = Names()
    shown: dict[str, Any] = {
        "indicator": indicator, "figure": figures[code], "counted": counted,
        "rows": [(row, names.body(row.organisation)) for row in rows[:PAGE]],
        "first_url": address("indicator", query, code=code) if after else "",
        "next_url": address("indicator", query | {"after": rows[PAGE - 1].code}, code=code) if rows[PAGE:] else "",
    }  # fmt: skip
    return render_desk(request, "reports/behind.html", desk, now, REPORTS, **around(asked, desk, "indicators"), **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def reductions(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """四减 against the baselines, counties by number of items, and the form that records a baseline."""
    sent = request.POST.dict() if request.method == "POST" else {}
    refusal: DomainError | None = None
    if sent:
        try:
            _record(sent, desk, now)
            return HttpResponseRedirect(
                address("reductions", read_asked(request, desk).query | {"done": "1"}), status=303
            )
        except (Invalid, Conflict, NotFound) as refused:
            refusal = refused
    return _reductions(request, desk, now, sent, refusal)


def _reductions(
    request: HttpRequest, desk: Desk, now: dt.datetime, sent: dict[str, str], refusal: DomainError | None
) -> HttpResponse:
    asked, after, names = read_asked(request, desk), request.GET.get("after", "")[:33], Names()
    rows = reduced.list_reductions(asked.scope, at=now, after=after, limit=PAGE + 1)
    count, before, now_asked = reduced.sum_reductions(asked.scope, at=now)
    below = regions.list_children(asked.region)
    items = reduced.count_items_by_region([place.code for place in below], within=asked.region, at=now) if below else {}
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    shown: dict[str, Any] = {
        "count": count, "sums": _sums(before, now_asked), "names": names.body,
        "rows": [(row, names.body(row.organisation)) for row in rows[:PAGE]],
        "items_by_region": [
            {"label": place.name, "value": items[place.code], "shown": wording.write_items(items[place.code])}
            for place in sorted(below, key=lambda place: items[place.code])
        ],
        "may_manage": desk.actor.may_anywhere(MANAGE), "sent": sent, "done": "done" in request.GET and not refusal,
        "faults": sorted(fields), "refusal": words_for(refusal) if refusal and not fields else None,
        "latest": as_day(now).isoformat(),
        "first_url": address("reductions", asked.query) if after else "",
        "next_url": address("reductions", asked.query | {"after": rows[PAGE - 1].code}) if rows[PAGE:] else "",
    }  # fmt: skip
    status, context = 422 if refusal else 200, around(asked, desk, "reductions") | shown
    return render_desk(request, "reports/reductions.html", desk, now, REPORTS, status=status, **context)


def _record(sent: dict[str, str], desk: Desk, now: dt.datetime) -> None:
    """Raises Invalid naming each field that is not what it should be, and what `record_baseline` raises."""
    read: dict[str, Any] = {name: _whole(sent.get(name, "")) for name in ("materials", "steps", "visits")}
    read["days"], read["as_of"] = _days(sent.get("days", "")), _past(sent.get("as_of", ""), as_day(now))
    read["leaf"], read["source"] = sent.get("leaf", "").strip(), sent.get("source", "").strip()[:200]
    wrong = {name: ["baseline.refused"] for name, value in read.items() if value in (None, "")}
    if wrong:
        raise Invalid("baseline.refused", wrong)
    commands.record_baseline(**read, item=sent.get("item", "").strip() or None, by=desk.actor, now=now)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def _days(text: str) -> Decimal | None:
    try:
        days = Decimal(text.strip())
    except InvalidOperation:
        return None
    return days if days.is_finite() and 0 <= days < 10_000 and days * 2 % 1 == 0 else None


def _past(text: str, today: dt.date) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None


def _of(figures: list[Figure], code: str) -> Figure:
    return next(figure for figure in figures if figure.indicator.code == code)


def _drawn(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "value": max(figure.value or Decimal(0), Decimal(0)),
            "shown": f"{wording.shown_value(figure)} · {wording.write_items(int(figure.denominator))}",
        }
        for label, figure in rows
    ]


def _sums(before: Any, after: Any) -> list[dict[str, Any]]:
    shares = compute_reductions(before, after)
    return [
        {
            "name": words.REDUCED[code],
            "before": wording.write_number(getattr(before, code)),
            "after": wording.write_number(getattr(after, code)),
            "share": share,
        }
        for code, share in shares.items()
    ]
