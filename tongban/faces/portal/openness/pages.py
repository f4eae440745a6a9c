"""What government offers, in figures and lists that everybody can check down to the item. No sign-in, no script."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.faces.portal.openness import words
from tongban.faces.portal.shell import chosen_place, render_page
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.ui.tables import csv_answer
from tongban.registers.catalogue.queries import indicators, lists, wording
from tongban.registers.catalogue.queries.editions import list_editions
from tongban.registers.catalogue.queries.facts import Scope
from tongban.registers.catalogue.queries.proofs import Merged, count_merged, count_proofs
from tongban.registers.catalogue.rules.indicators import Figure
from tongban.registers.orgs import queries as orgs
from tongban.registers.regions import queries as regions
from tongban.registers.regions.queries import get_region
from tongban.registers.regions.rules import is_code
from tongban.services.cases.queries import figures as case_figures
from tongban.services.cases.queries.figures import Scope as CaseScope
from tongban.services.cases.rules.figures import Figure as CaseFigure

PAGE, CHANGES, FILE = 50, 20, 2000
KEPT = 60
"""Seconds that figures over a whole region are shown again before they are counted anew; each page says as of when."""


class Counted(NamedTuple):
    """The figures of a region and of each region right below it, its lists, and when they were counted."""

    figures: Sequence[Figure]
    by_region: Mapping[str, Sequence[Figure]]
    by_level: Mapping[int, Sequence[Figure]]
    members: Mapping[str, int]
    at: dt.datetime
    cases: Sequence[CaseFigure]
    proofs: int
    merged: Merged


@require_safe
def openness(request: HttpRequest) -> HttpResponse:
    """Every indicator and every list of the region."""
    region = _region(request)
    if region is None:
        return render_page(request, "openness/nothing.html", "openness")
    told = _count(region)
    shown = {
        **around(region), "as_of": told.at, "figures": told.figures, "case_words": words, "cases": told.cases,
        "lists": [(each, told.members[each.code]) for each in lists.list_lists().values()],
        "proofs": told.proofs, "merged": told.merged,
        "editions": [each for place in regions.list_path(region) for each in list_editions(place.code)],
    }  # fmt: skip
    return render_page(request, "openness/openness.html", "openness", **shown)


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: below, by level, and the items that were counted or not."""
    chosen, region = indicators.get_indicator(code), known_region(request)
    told, counted = _count(region), request.GET.get("counted", "") != "no"
    after = request.GET.get("after", "")[:33]
    rows = indicators.list_behind(code, Scope(region), at=told.at, counted=counted, after=after, limit=PAGE + 1)
    here, query = reverse("openness_indicator", kwargs={"code": code}), {"region": region}
    bodies = {body: _body(body) for body in {row.organisation for row in rows}}
    half = query | ({} if counted else {"counted": "no"})
    placed = around(region)
    names = {place.code: place.name for place in placed["below"]}
    shown = {
        **placed, "as_of": told.at, "indicator": chosen, "figure": _of(told.figures, code),
        "by_region": _drawn((names[at], _of(figures, code)) for at, figures in told.by_region.items() if at in names),
        "by_level": _drawn((wording.LEVELS[level], _of(figures, code)) for level, figures in told.by_level.items()),
        "counted": counted, "rows": [(row, bodies[row.organisation]) for row in rows[:PAGE]],
        "counted_url": f"{here}?{urlencode(query)}", "rest_url": f"{here}?{urlencode(query | {'counted': 'no'})}",
        "first_url": f"{here}?{urlencode(half)}" if after else "",
        "next_url": f"{here}?{urlencode(half | {'after': rows[PAGE - 1].code})}" if rows[PAGE:] else "",
    }  # fmt: skip
    return render_page(request, "openness/indicator.html", "openness", **shown)


@require_safe
def public_list(request: HttpRequest, code: str) -> HttpResponse:
    """Who stands on the list now, and what joined and left lately."""
    wanted, region, now = lists.get_list(code), known_region(request), timezone.now()
    after = request.GET.get("after", "")[:33]
    rows = lists.list_members(code, region=region, after=after, limit=PAGE + 1)
    changes = lists.list_changes(code, region=region, limit=CHANGES)
    here, query = reverse("openness_list", kwargs={"code": code}), {"region": region}
    standing = [*(row.item for row in rows[:PAGE]), *(change.item for change in changes)]
    shown = {
        **around(region), "as_of": now, "wanted": wanted, "rows": rows[:PAGE], "changes": changes,
        "count": lists.count_members(region=region)[code],
        "item_names": lists.get_names(standing, at=now),
        "csv_url": f"{reverse('openness_list_file', kwargs={'code': code})}?{urlencode(query)}",
        "first_url": f"{here}?{urlencode(query)}" if after else "",
        "next_url": f"{here}?{urlencode(query | {'after': rows[PAGE - 1].item.code or ''})}" if rows[PAGE:] else "",
    }  # fmt: skip
    return render_page(request, "openness/list.html", "openness", **shown)


@require_safe
def public_list_file(request: HttpRequest, code: str) -> Any:
    """The whole list as CSV."""
    wanted, region = lists.get_list(code), known_region(request)
    head = [_("事项编码"), _("事项名称"), _("层级"), _("机构"), _("地区"), _("列入时间")]
    return csv_answer(f"list-{wanted.code}-{region}.csv", head, _lines(code, region, timezone.now()))


def _region(request: HttpRequest) -> str | None:
    """The region asked for, else the one chosen, else the first of all; None while no regions are loaded."""
    asked = request.GET.get("region", "")
    if asked:
        if not is_code(asked):
            raise NotFound("region_unknown", region=asked[:20])
        return str(get_region(asked).code)
    place = chosen_place(request)
    if place is not None:
        return place.code
    return next((region.code for region in regions.list_children(None)), None)


def known_region(request: HttpRequest) -> str:
    """The region asked for, else the one chosen. Raises NotFound while no regions are loaded."""
    region = _region(request)
    if region is None:
        raise NotFound("page.not_found")
    return region


def _count(region: str) -> Counted:
    """Counted now, or within the last minute by any process."""
    key = f"openness:with-proofs:{region}"
    kept: Counted | None = cache.get(key)
    if kept is None:
        at, scope = timezone.now(), Scope(region)
        below = [place.code for place in regions.list_children(region)]
        kept = Counted(
            indicators.list_figures(scope, at=at),
            indicators.list_figures_by_region(below, scope, at=at) if below else {},
            indicators.list_figures_by_level(scope, at=at),
            lists.count_members(region=region),
            at,
            [each for each in case_figures.list_figures(_this_year(region, at)) if each.denominator],
            count_proofs(region=region),
            count_merged(region=region),
        )
        cache.set(key, kept, KEPT)
    return kept


def _this_year(region: str, at: dt.datetime) -> CaseScope:
    today = timezone.localdate(at)
    return CaseScope(region, today.replace(month=1, day=1), today)


def around(region: str) -> dict[str, Any]:
    """What stands around every page of a region's figures and lists."""
    path = regions.list_path(region)
    return {"region": path[-1], "path": path, "below": regions.list_children(region), "words": wording}


def _drawn(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "value": max(figure.value or Decimal(0), Decimal(0)),
            "shown": f"{wording.shown_value(figure)} · {wording.write_items(int(figure.denominator))}",
        }
        for label, figure in rows
    ]


def _of(figures: Sequence[Figure], code: str) -> Figure:
    return next(figure for figure in figures if figure.indicator.code == code)


def _body(code: str) -> str:
    found = orgs.find_organisation(code)
    return found.name if found else code


def _lines(code: str, region: str, now: dt.datetime) -> Iterator[Sequence[object]]:
    after = ""
    while rows := lists.list_members(code, region=region, after=after, limit=FILE):
        names = lists.get_names([row.item for row in rows], at=now)
        for row in rows:
            item = row.item
            assert item.code is not None
            level, body = wording.LEVELS[int(item.code[18])], item.organisation.name
            yield (item.code, names.get(item.leaf_id or "", ""), level, body, item.region, row.since.isoformat())
        after = rows[-1].item.code or ""
