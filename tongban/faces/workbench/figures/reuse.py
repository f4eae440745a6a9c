"""免提交和用证 (KPI-27): three figures over cases, licences and items, by region and body, down to what they count."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.faces.workbench.access.names import Names
from tongban.faces.workbench.figures.asked import FIGURES, Asked, address, around, read_asked
from tongban.faces.workbench.figures.pages import KEPT, rank_rows
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.insight import reuse
from tongban.insight.reuse import COVERED, REUSED, WAIVED, Figure, Figures
from tongban.registers.catalogue.queries.terms import find_terms
from tongban.services.cases.queries import waiving
from tongban.services.cases.rules.rights import SUPERVISE
from tongban.services.licences import queries as licences
from tongban.services.licences.queries.use_figures import PAGE

NUMBER = 16
CODE = 33


class Counted(NamedTuple):
    """What was counted, and when."""

    figures: Figures
    at: dt.datetime


@require_safe
@staff_page(SUPERVISE)
def figures(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The three figures of the scope; one of them by the regions below and by body."""
    asked = read_asked(request, desk, now)
    chosen = reuse.get_indicator(request.GET.get("indicator", "") or WAIVED.code)
    told, start = _count(asked, now), _start(request.GET.get("from", ""))
    names, regions, bodies = Names(), _rows(told.figures.by_region, chosen), _rows(told.figures.by_body, chosen)
    query = asked.query | {"indicator": chosen.code}
    shown: dict[str, Any] = {
        "figures": told.figures.whole, "chosen": chosen, "as_of": told.at,
        "regions": [] if asked.body else [(code, names.region(code), *rest) for code, *rest in regions],
        "bodies": [(code, names.body(code), *rest) for code, *rest in bodies[start : start + PAGE]],
        "body_count": len(bodies),
        "first_url": address("case_reuse", query) if start else "",
        "next_url": address("case_reuse", query, {"from": start + PAGE}) if bodies[start + PAGE :] else "",
    }  # fmt: skip
    context = around(asked, desk, now, "case_reuse") | shown
    return render_desk(request, "figures/reuse.html", desk, now, FIGURES, **context)


@require_safe
@staff_page(SUPERVISE)
def behind(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What a figure counts: materials, looks or items; or the rest of its whole."""
    asked, indicator = read_asked(request, desk, now), reuse.get_indicator(code)
    counted = request.GET.get("counted", "") != "no" or not indicator.is_share
    after = request.GET.get("after", "")[:80]
    list_rows = {WAIVED.code: _materials, REUSED.code: _looks, COVERED.code: _items}[code]
    rows, last = list_rows(asked, desk, now, counted, after)
    told = _count(asked, now)
    query = asked.query | {"counted": "" if counted else "no"}
    figure = next(each for each in told.figures.whole if each.indicator == indicator)
    shown: dict[str, Any] = {
        "indicator": indicator, "figure": figure, "as_of": told.at, "counted": counted, "rows": rows,
        "first_url": address("case_reuse_behind", query, code=code) if after else "",
        "next_url": address("case_reuse_behind", query, {"after": last}, code=code) if last else "",
    }  # fmt: skip
    context = around(asked, desk, now, "case_reuse") | shown
    return render_desk(request, "figures/reuse_behind.html", desk, now, FIGURES, **context)


def _materials(asked: Asked, desk: Desk, now: dt.datetime, counted: bool, after: str) -> tuple[list[Any], str]:
    number, _, code = after.partition("~")
    rows = waiving.list_materials(
        asked.scope, actor=desk.actor, counted=counted, after=(number[:NUMBER], code[:40]), limit=PAGE + 1
    )
    shown = rows[:PAGE]
    return shown, f"{shown[-1].number}~{shown[-1].code}" if rows[PAGE:] else ""


def _looks(asked: Asked, desk: Desk, now: dt.datetime, counted: bool, after: str) -> tuple[list[Any], str]:
    used = reuse.used_of(asked.scope)
    rows = licences.list_used(used, actor=desk.actor, after=_uuid(after), limit=PAGE + 1)
    shown, names = rows[:PAGE], Names()
    items = {item: find_terms(item, at=now) for item in {row.item for row in shown}}
    told = [(row, items[row.item], names.body(row.organisation)) for row in shown]
    return told, str(shown[-1].id) if rows[PAGE:] else ""


def _items(asked: Asked, desk: Desk, now: dt.datetime, counted: bool, after: str) -> tuple[list[Any], str]:
    place = after if after.isascii() and after.isalnum() and len(after) <= CODE else ""
    rows = licences.list_covered(
        reuse.items_of(asked.scope), at=now, counted=counted, after=place, limit=PAGE + 1
    )  # fmt: skip
    shown, names = rows[:PAGE], Names()
    return [(row, names.body(row.item.organisation)) for row in shown], shown[-1].item.code if rows[PAGE:] else ""


def _count(asked: Asked, now: dt.datetime) -> Counted:
    key = "workbench.reuse-figures:" + ":".join(asked.query.values())
    told: Counted | None = cache.get(key)
    if told is None or told.at > now:
        told = Counted(reuse.count(asked.scope, now=now), now)
        cache.set(key, told, KEPT)
    return told


def _rows(told: Mapping[str, tuple[Figure, ...]], chosen: reuse.Indicator) -> list[tuple[str, Figure, float]]:
    """Those that have something to count, the highest first."""
    found = {code: next(each for each in figures if each.indicator == chosen) for code, figures in told.items()}
    return rank_rows({code: figure for code, figure in found.items() if figure.denominator})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _start(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
