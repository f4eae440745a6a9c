"""What a case takes from an item's content: its limits, its review steps, and what may make its clock stand still."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongban.registers.calendars.rules.clock import Limit, Unit
from tongban.registers.catalogue.rules.content import Content

REVIEW_KINDS = frozenset(("check", "site_visit", "review", "publicity", "decide"))
"""Kinds of steps at which a department works on an accepted case; the others are the applicant's and the window's."""

BY_LAW = Limit(20, Unit.WORKING_DAY)
"""Where neither law nor body says otherwise (行政许可法 art. 42)."""

_UNITS = {"1": Unit.WORKING_DAY, "2": Unit.CALENDAR_DAY, "3": Unit.CALENDAR_DAY, "4": Unit.CALENDAR_DAY}
_DAYS = {"1": 1, "2": 1, "3": 30, "4": 365}


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One step of the review: its code and kind (one of `REVIEW_KINDS`), how it is called, its own limit if any."""

    code: str
    kind: str
    name: str
    name_en: str = ""
    limit: Limit | None = None


def read_limit(count: Any, unit: str) -> Limit | None:
    """The limit in calendar units. A month counts 30 days, a year 365; halves of a working day are half days."""
    if count is None or unit not in _UNITS:
        return None
    exact = Decimal(str(count))
    if unit == "1" and exact % 1:
        return Limit(int(exact * 2), Unit.HALF_DAY)
    return Limit(int(exact * _DAYS[unit]), _UNITS[unit])


def read_limits(content: Content) -> tuple[Limit, Limit]:
    """Promised and legal limit; what was not promised is due when the law says."""
    legal = _limit(content, "legal_limit") or BY_LAW
    return _limit(content, "promised_limit") or legal, legal


def list_review_steps(content: Content) -> tuple[ReviewStep, ...]:
    """In the order of the flow; without any, one step that decides."""
    steps = tuple(_step(row) for row in content.get("steps", ()) if row.get("kind") in REVIEW_KINDS)
    return steps or (ReviewStep("decide", "decide", "决定", "Decision"),)


def list_pause_kinds(content: Content) -> frozenset[str]:
    """The special procedures that the item names (行政许可法 art. 45)."""
    return frozenset(content.get("special_procedures", ())) - {"none"}


def _limit(content: Content, element: str) -> Limit | None:
    return read_limit(content.get(element), str(content.get(f"{element}_unit", "")))


def _step(row: Mapping[str, Any]) -> ReviewStep:
    limit = read_limit(row.get("limit"), str(row.get("limit_unit", "")))
    return ReviewStep(row["code"], row["kind"], row["name"], row.get("name_en", ""), limit)
