"""GET /indicators and GET /lists/{code}: what is offered in a region, in figures and derived lists, for everybody."""

import datetime as dt
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from tongban.faces.api.answers import cacheable
from tongban.faces.api.problems import Problem
from tongban.registers.catalogue.queries import indicators, lists
from tongban.registers.catalogue.queries.facts import Scope
from tongban.registers.catalogue.rules.indicators import Figure
from tongban.registers.regions import queries as regions

router = Router(tags=["figures"])
REGION = Field(pattern="^[0-9]{12}$", description="A region's code; its subtree counts")


class IndicatorFigure(Schema):
    code: str
    name: str
    name_en: str
    kind: str = Field(description="share and saved_share are per cent; saved is working days")
    value: str | None = Field(description="A decimal, two places for shares; null where there is nothing to share")
    numerator: str
    denominator: str


class Figures(Schema):
    region: str
    as_of: dt.datetime = Field(description="Figures are as of the full minute")
    items: list[IndicatorFigure]


class Member(Schema):
    code: str = Field(description="The item's 33 characters")
    name: str
    organisation: str
    region: str
    since: dt.datetime


class MemberPage(Schema):
    items: list[Member]
    total: int
    list: str
    region: str
    next: str | None = Field(description="Pass it as `after` for the page after this one; null on the last page")


class AskedFigures(Schema):
    region: str = REGION


class AskedMembers(Schema):
    region: str = REGION
    after: str = Field("", pattern="^([0-9A-Z]{33})?$", description="`next` of the page before")


def list_indicators(request: HttpRequest, asked: Query[AskedFigures]) -> HttpResponse:
    """Every indicator over the published items of the region, exact, with what it was made of."""
    region = regions.get_region(asked.region).code
    at = timezone.localtime().replace(second=0, microsecond=0)
    figures = [_told(figure) for figure in indicators.list_figures(Scope(region), at=at)]
    return _answer(request, {"region": region, "as_of": at.isoformat(), "items": figures})


def list_members(request: HttpRequest, code: str, asked: Query[AskedMembers]) -> HttpResponse:
    """Items of the region that stand on a derived public list now, in the order of their codes."""
    wanted, region = lists.get_list(code), regions.get_region(asked.region).code
    rows = lists.list_members(code, region=region, after=asked.after, limit=lists.PAGE + 1)
    names = lists.get_names([row.item for row in rows], at=timezone.now())
    shown = [
        {
            "code": row.item.code,
            "name": names.get(row.item.leaf_id or "", ""),
            "organisation": row.item.organisation_id,
            "region": row.item.region,
            "since": row.since.isoformat(),
        }
        for row in rows[: lists.PAGE]
    ]
    more = shown[-1]["code"] if rows[lists.PAGE :] else None
    total = lists.count_members(region=region)[code]
    told = {"list": wanted.code, "region": region, "total": total, "items": shown, "next": more}
    return _answer(request, told)


def _told(figure: Figure) -> dict[str, Any]:
    indicator, value = figure.indicator, figure.value
    return {
        "code": indicator.code,
        "name": indicator.zh,
        "name_en": indicator.en,
        "kind": indicator.kind.value,
        "value": None if value is None else str(value),
        "numerator": str(figure.numerator),
        "denominator": str(figure.denominator),
    }


def _answer(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    return cacheable(request, json.dumps(told, ensure_ascii=False).encode())


_REFUSED = dict.fromkeys((400, 404, 405, 414, 422), Problem)
router.get("/indicators", response={200: Figures} | _REFUSED, operation_id="list_indicators")(list_indicators)
router.get("/lists/{code}", response={200: MemberPage} | _REFUSED, operation_id="list_members")(list_members)
for _path, _view in (("/indicators", list_indicators), ("/lists/{code}", list_members)):
    router.api_operation(["HEAD"], _path, include_in_schema=False)(_view)
