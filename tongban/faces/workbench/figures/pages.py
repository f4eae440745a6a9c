"""Figures over cases for whoever supervises: each with what it was made of, by body, and down to the cases."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.faces.workbench.access.names import Names
from tongban.faces.workbench.figures.asked import FIGURES, Asked, address, around, read_asked
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.insight import reuse
from tongban.services.cases.queries import figures as queries
from tongban.services.cases.queries.figures import PAGE
from tongban.services.cases.rules.figures import INDICATORS, Figure
from tongban.services.cases.rules.rights import SUPERVISE

Ranked = Figure | reuse.Figure
_Ranked = TypeVar("_Ranked", Figure, reuse.Figure)
KEPT = 60
"""Seconds that counted figures are shown again; each page says as of when."""


class Counted(NamedTuple):
    """What was counted, and when."""

    figures: Sequence[Figure]
    by_body: Mapping[str, Sequence[Figure]]
    by_region: Mapping[str, Sequence[Figure]]
    at: dt.datetime


@require_safe
@staff_page(SUPERVISE)
def figures(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Every figure of the scope; one of them by the regions below and by body."""
    asked = read_asked(request, desk, now)
    chosen = queries.get_indicator(request.GET.get("indicator", "") or next(iter(INDICATORS)))
    told, start = _count(asked, now), _start(request.GET.get("from", ""))
    names, regions, bodies = Names(), _rows(told.by_region, chosen.code), _rows(told.by_body, chosen.code)
    query = asked.query | {"indicator": chosen.code}
    shown: dict[str, Any] = {
        "figures": told.figures, "chosen": chosen, "as_of": told.at,
        "came": _of(told.figures, "online_cases").denominator, "ended": _of(told.figures, "in_time").denominator,
        "online": _of(told.figures, "online_cases"), "in_time": _of(told.figures, "in_time"),
        "regions": [(code, names.region(code), *rest) for code, *rest in regions],
        "bodies": [(code, names.body(code), *rest) for code, *rest in bodies[start : start + PAGE]],
        "body_count": len(bodies),
        "first_url": address("case_figures", query) if start else "",
        "next_url": address("case_figures", query, {"from": start + PAGE}) if bodies[start + PAGE :] else "",
    }  # fmt: skip
    context = around(asked, desk, now, "case_figures") | shown
    return render_desk(request, "figures/figures.html", desk, now, FIGURES, **context)


@require_safe
@staff_page(SUPERVISE)
def behind(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The cases that a figure was counted from: those counted, or the rest of its whole."""
    asked, indicator = read_asked(request, desk, now), queries.get_indicator(code)
    counted = request.GET.get("counted", "") != "no"
    after = _number(request.GET.get("after", ""))
    rows = queries.list_behind(code, asked.scope, actor=desk.actor, counted=counted, after=after, limit=PAGE + 1)
    told = _count(asked, now)
    query = asked.query | {"counted": "" if counted else "no"}
    shown: dict[str, Any] = {
        "indicator": indicator, "figure": _of(told.figures, code), "as_of": told.at, "counted": counted,
        "rows": rows[:PAGE],
        "first_url": address("case_figure", query, code=code) if after else "",
        "next_url": address("case_figure", query, {"after": rows[PAGE - 1].number}, code=code) if rows[PAGE:] else "",
    }  # fmt: skip
    context = around(asked, desk, now, "case_figures") | shown
    return render_desk(request, "figures/behind.html", desk, now, FIGURES, **context)


def _count(asked: Asked, now: dt.datetime) -> Counted:
    key = "workbench.case-figures:" + ":".join(asked.query.values())
    told: Counted | None = cache.get(key)
    if told is None or told.at > now:
        scope = asked.scope
        by_region = {} if asked.body else queries.list_figures_by_region(scope)
        told = Counted(queries.list_figures(scope), queries.list_figures_by_body(scope), by_region, now)
        cache.set(key, told, KEPT)
    return told


def _of(figures: Sequence[Figure], code: str) -> Figure:
    return next(figure for figure in figures if figure.indicator.code == code)


def _rows(told: Mapping[str, Sequence[Figure]], indicator: str) -> list[tuple[str, Figure, float]]:
    return rank_rows({code: _of(figures, indicator) for code, figures in told.items()})


def rank_rows(found: Mapping[str, _Ranked]) -> list[tuple[str, _Ranked, float]]:
    """Code, figure and the width of its bar in per cent, the highest first."""
    most = max((_height(figure) for figure in found.values()), default=Decimal(0))
    ranked = sorted(found.items(), key=lambda row: _rank(row[1], row[0]))
    return [(code, figure, _width(figure, most)) for code, figure in ranked]


def _rank(figure: Ranked, body: str) -> tuple[bool, Decimal, int, str]:
    """The highest first, those without a value last."""
    return (figure.value is None, -(figure.value or Decimal(0)), -figure.denominator, body)


def _height(figure: Ranked) -> Decimal:
    """Shares are drawn against the whole, counts against the largest."""
    return Decimal(100) if figure.indicator.is_share else figure.value or Decimal(0)


def _width(figure: Ranked, most: Decimal) -> float:
    return round(float(100 * (figure.value or Decimal(0)) / most), 2) if most else 0.0


def _start(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _number(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) <= 16 else ""
