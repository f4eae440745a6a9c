"""Which place, body and days figures over cases are asked for, and what stands around each of their pages."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tongban.faces.workbench.access.names import Names, name_of, place_within, places_from
from tongban.faces.workbench.figures import words
from tongban.faces.workbench.shell import Desk
from tongban.foundation.ui.rules import as_day
from tongban.services.cases.queries.figures import Scope
from tongban.services.cases.rules.rights import SUPERVISE

FIGURES = "workbench:case_figures"
BODY_CODE = 18
LONGEST = dt.timedelta(days=366)
_TABS = (
    ("case_figures", lambda: _("指标")),
    ("case_reuse", lambda: _("免提交和用证")),
    ("case_ways", lambda: _("来件渠道")),
    ("entry_quality", lambda: _("录入质量")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A place of the desk and all below it, or one body there, over whole days. `fault`: why the days are others."""

    region: str
    first: dt.date
    last: dt.date
    body: str = ""
    fault: str = ""

    @property
    def scope(self) -> Scope:
        return Scope(self.region, self.first, self.last, self.body)

    @property
    def query(self) -> dict[str, str]:
        told = {"region": self.region, "first": self.first.isoformat(), "last": self.last.isoformat()}
        return told | ({"body": self.body} if self.body else {})


def read_asked(request: HttpRequest, desk: Desk, now: dt.datetime) -> Asked:
    """This month up to today, unless asked otherwise; a post at a body sees that body's."""
    today = as_day(now)
    first = _day(request.GET.get("first", "")) or today.replace(day=1)
    last = _day(request.GET.get("last", "")) or max(today, first)
    fault = ""
    if last < first:
        last, fault = first, _("截止日期早于开始日期，下面只看开始那一天。")
    elif last - first >= LONGEST:
        last, fault = first + LONGEST - dt.timedelta(days=1), _("一次最多看 366 天，下面看到这一天为止。")
    region = place_within(request.GET.get("region", ""), desk.post.region)
    asked = request.GET.get("body", "").strip()[:BODY_CODE]
    body = own_body(desk) or (asked if asked.isascii() and asked.isalnum() else "")
    return Asked(region, first, last, body, fault)


def own_body(desk: Desk) -> str:
    """The body a post supervises and no other; "" for a post over a whole place."""
    owns = {grant.organisation for grant in desk.actor.grants if grant.action == SUPERVISE}
    return "" if None in owns else next(iter(owns), None) or ""


def address(name: str, query: Mapping[str, Any], changed: Mapping[str, Any] | None = None, /, **parts: Any) -> str:
    """The workbench address `name` with what is filled of `query`, some of it changed."""
    kept = {key: value for key, value in {**query, **(changed or {})}.items() if value not in ("", None)}
    return f"{reverse(f'workbench:{name}', kwargs=parts)}?{urlencode(kept)}"


def around(asked: Asked, desk: Desk, now: dt.datetime, current: str) -> dict[str, Any]:
    """Tabs, the places and periods to choose from, and words."""
    names = Names()
    return {
        "asked": asked,
        "tabs": [
            {"label": label(), "url": address(name, asked.query), "current": name == current} for name, label in _TABS
        ],
        "places": places_from(desk.post.region, asked.region),
        "periods": _periods(asked, as_day(now), current),
        "region_name": names.region(asked.region),
        "body_name": names.body(asked.body),
        "may_leave_body": bool(asked.body) and not own_body(desk),
        "here": current,
        "words": words,
        "name_of": name_of,
        "address": address,
    }


def _periods(asked: Asked, today: dt.date, current: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the one shown: this month, the last one, this year."""
    month = today.replace(day=1)
    before = (month - dt.timedelta(days=1)).replace(day=1)
    spans = (
        (_("本月"), month, today),
        (_("上月"), before, month - dt.timedelta(days=1)),
        (_("今年"), today.replace(month=1, day=1), today),
    )
    return [
        (
            label,
            address(current, asked.query, {"first": first, "last": last}),
            (first, last) == (asked.first, asked.last),
        )
        for label, first, last in spans
    ]


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None
