"""GET /reuse-figures: 免提交率, 证照复用次数, 电子证照覆盖率 for everybody; what stands behind each."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from tongban.faces.api.problems import Problem
from tongban.faces.api.v1.actors import actor_of
from tongban.faces.api.v1.case_figures import Period
from tongban.foundation.kernel.errors import Invalid
from tongban.insight import reuse
from tongban.services.cases.queries import waiving
from tongban.services.licences import queries as licences
from tongban.services.licences.queries.use_figures import PAGE

router = Router(tags=["figures"])


class ReuseFigure(Schema):
    code: str = Field(description="waived, reused or covered")
    name: str
    name_en: str
    value: Decimal | None = Field(description="Per cent with two places, or a number of look-ups; null without a whole")
    numerator: int = Field(description="Materials waived; look-ups for cases; items whose result is an e-licence")
    denominator: int = Field(description="Materials in all; cases that they served; items with a result")


class ReuseFigures(Schema):
    region: str
    organisation: str
    first: dt.date
    last: dt.date
    as_of: dt.datetime = Field(description="Items are those public then: they know no period")
    items: list[ReuseFigure]


class Material(Schema):
    number: str = Field(description="The case")
    code: str
    name: str
    how: str = Field(description="licence where nobody had to bring it; else upload, paper or promise")
    given_at: dt.datetime


class Look(Schema):
    number: str = Field(description="The case that it served")
    item: str
    type_name: str
    basis: str = Field(description="consent, code, law, share or own")
    at: dt.datetime


class CoveredItem(Schema):
    code: str
    name: str
    result: str
    organisation: str
    type_name: str = Field(description="The type of licence that the result is; empty for none")


class Materials(Schema):
    items: list[Material]
    next: str | None = Field(description="Pass it as `after` for the page after this one; null on the last page")


class Looks(Schema):
    items: list[Look]
    next: str | None


class CoveredItems(Schema):
    items: list[CoveredItem]
    next: str | None


class BehindReuse(Period):
    after: str = Field("", pattern="^[0-9A-Za-z~_-]{0,80}$", description="`next` of the page before")


class BehindShare(BehindReuse):
    counted: Literal["yes", "no"] = Field("yes", description="Those that are counted, or the rest of the whole")


_REFUSALS = dict.fromkeys((400, 403, 404, 405, 414, 422), Problem)


@router.get("/reuse-figures", response={200: ReuseFigures} | _REFUSALS, operation_id="list_reuse_figures")
def list_reuse_figures(request: HttpRequest, asked: Query[Period]) -> Any:
    """How often nobody had to bring a paper, in a region or a body, with what each figure was made of."""
    scope, now = asked.scope(), timezone.now()
    rows = [
        ReuseFigure(
            code=each.indicator.code, name=each.indicator.zh, name_en=each.indicator.en, value=each.value,
            numerator=each.numerator, denominator=each.denominator,
        )
        for each in reuse.count(scope, now=now).whole
    ]  # fmt: skip
    return ReuseFigures(
        region=scope.region, organisation=scope.organisation, first=scope.first, last=scope.last, as_of=now, items=rows
    )


@router.get("/reuse-figures/waived/materials", response={200: Materials} | _REFUSALS, operation_id="list_materials")
def list_materials(request: HttpRequest, asked: Query[BehindShare]) -> Any:
    """The materials behind 免提交率; for staff who supervise there (header X-Post)."""
    actor, scope = actor_of(request), asked.scope()
    number, _, code = asked.after.partition("~")
    rows = waiving.list_materials(
        scope, actor=actor, counted=asked.counted == "yes", after=(number, code), limit=PAGE + 1
    )
    return {"items": rows[:PAGE], "next": f"{rows[PAGE - 1].number}~{rows[PAGE - 1].code}" if rows[PAGE:] else None}


@router.get("/reuse-figures/reused/looks", response={200: Looks} | _REFUSALS, operation_id="list_used_looks")
def list_looks(request: HttpRequest, asked: Query[BehindReuse]) -> Any:
    """The look-ups behind 证照复用次数, the newest first; for staff who watch over them (header X-Post)."""
    actor, scope = actor_of(request), asked.scope()
    rows = licences.list_used(reuse.used_of(scope), actor=actor, after=_look(asked.after), limit=PAGE + 1)
    shown = [
        Look(number=row.case_number, item=row.item, type_name=row.type_name, basis=row.basis, at=row.at)
        for row in rows[:PAGE]
    ]
    return {"items": shown, "next": str(rows[PAGE - 1].id) if rows[PAGE:] else None}


@router.get("/reuse-figures/covered/items", response={200: CoveredItems} | _REFUSALS, operation_id="list_covered_items")
def list_covered_items(request: HttpRequest, asked: Query[BehindShare]) -> Any:
    """The items behind 电子证照覆盖率, which everybody may know."""
    scope = reuse.items_of(asked.scope())
    told: dict[str, Any] = {"counted": asked.counted == "yes", "after": asked.after, "limit": PAGE + 1}
    rows = licences.list_covered(scope, at=timezone.now(), **told)
    shown = [
        CoveredItem(
            code=row.item.code, name=row.item.name, result=row.item.result, organisation=row.item.organisation,
            type_name=row.type_name,
        )
        for row in rows[:PAGE]
    ]  # fmt: skip
    return {"items": shown, "next": rows[PAGE - 1].item.code if rows[PAGE:] else None}


def _look(after: str) -> uuid.UUID | None:
    """Raises Invalid request_invalid for what no page gave out."""
    try:
        return uuid.UUID(after) if after else None
    except ValueError as wrong:
        raise Invalid("request_invalid", {"after": ["out_of_range"]}) from wrong
