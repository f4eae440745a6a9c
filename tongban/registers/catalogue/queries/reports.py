"""The latest report on consistency of a scheme and region, as the worker stored it, and what it found."""

from collections.abc import Iterator

from django.db.models import QuerySet

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import ConsistencyDeviation, ConsistencyReport
from tongban.registers.catalogue.queries.consistency import READ

PAGE = 50


def find_report(scheme: str, *, region: str, actor: Actor) -> ConsistencyReport | None:
    """The latest report, waiting or made; None before anybody has asked for one. Raises NotAllowed."""
    if actor is not SYSTEM and not actor.may(READ, region, actor.organisation):
        raise errors.not_allowed(READ)
    return ConsistencyReport.objects.filter(scheme=scheme, region=region).first()


def list_deviations(
    report: ConsistencyReport, *, element: str = "", after: int = 0, limit: int = PAGE
) -> list[ConsistencyDeviation]:
    """What the report found, of one element or of all, by region and item, after the row `after`."""
    return list(_deviations(report, element).filter(id__gt=after)[:limit])


def each_deviation(report: ConsistencyReport, *, element: str = "") -> Iterator[ConsistencyDeviation]:
    """All of them, read as they are needed."""
    return _deviations(report, element).iterator(2000)


def _deviations(report: ConsistencyReport, element: str) -> QuerySet[ConsistencyDeviation]:
    rows = ConsistencyDeviation.objects.filter(report=report).order_by("id")
    return rows.filter(element=element) if element else rows
