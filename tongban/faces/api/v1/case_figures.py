"""GET /case-figures: what came online, in time and by which way, for everybody; the cases behind it for supervision."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from tongban.faces.api.problems import Problem
from tongban.faces.api.v1.actors import actor_of
from tongban.foundation.kernel.errors import Invalid
from tongban.registers.regions import queries as regions
from tongban.services.cases.queries import figures
from tongban.services.cases.queries.figures import PAGE, Scope

router = Router(tags=["figures"])
LONGEST_PERIOD = dt.timedelta(days=3 * 366)


class CaseFigure(Schema):
    code: str
    name: str
    name_en: str
    value: Decimal | None = Field(description="Per cent with two places, or a number of cases; null without a whole")
    numerator: int
    denominator: int


class CaseFigures(Schema):
    region: str
    first: dt.date
    last: dt.date
    items: list[CaseFigure]


class CountedCase(Schema):
    number: str
    item: str
    organisation_name: str
    channel: str
    mode: str = Field(description="real_time, push or secondary_entry for a case that another system runs, else empty")
    outcome: str
    submitted_at: dt.datetime
    decided_at: dt.datetime | None
    promised_due_at: dt.datetime | None


class CountedCases(Schema):
    items: list[CountedCase]
    next: str | None = Field(description="Pass it as `after` for the page after this one; null on the last page")


class Period(Schema):
    region: str = Field(pattern="^[0-9]{12}$", description="A region's code; its subtree counts")
    first: dt.date = Field(description="First day, in China")
    last: dt.date = Field(description="Last day, counted too; three years at most")
    organisation: str = Field("", max_length=18, description="One body only")

    def scope(self) -> Scope:
        """Raises NotFound region_unknown, Invalid request_invalid for a period that ends before it begins."""
        if not dt.date(2000, 1, 1) <= self.first <= self.last <= min(self.first + LONGEST_PERIOD, dt.date(2100, 1, 1)):
            raise Invalid("request_invalid", {"last": ["out_of_range"]})
        region = regions.get_region(self.region)
        return Scope(region.code, self.first, self.last, self.organisation.replace("\0", ""))


class Behind(Period):
    counted: Literal["yes", "no"] = Field("yes", description="Those that are counted, or the rest of the whole")
    after: str = Field("", pattern="^([0-9]{16})?$", description="`next` of the page before")


_REFUSALS = dict.fromkeys((400, 403, 404, 405, 414, 422), Problem)


@router.get("/case-figures", response={200: CaseFigures} | _REFUSALS, operation_id="list_case_figures")
def list_case_figures(request: HttpRequest, asked: Query[Period]) -> Any:
    """Every figure over the cases of a region or a body in a period, with what it was made of."""
    scope = asked.scope()
    rows = [
        CaseFigure(
            code=each.indicator.code, name=each.indicator.zh, name_en=each.indicator.en, value=each.value,
            numerator=each.numerator, denominator=each.denominator,
        )
        for each in figures.list_figures(scope)
    ]  # fmt: skip
    return CaseFigures(region=scope.region, first=scope.first, last=scope.last, items=rows)


@router.get("/case-figures/{code}/cases", response={200: CountedCases} | _REFUSALS, operation_id="list_counted_cases")
def list_counted_cases(request: HttpRequest, code: str, asked: Query[Behind]) -> Any:
    """The cases behind a figure, by number; for staff who supervise there (header X-Post)."""
    actor, scope = actor_of(request), asked.scope()
    rows = figures.list_behind(
        code, scope, actor=actor, counted=asked.counted == "yes", after=asked.after, limit=PAGE + 1
    )
    return {"items": rows[:PAGE], "next": rows[PAGE - 1].number if rows[PAGE:] else None}
