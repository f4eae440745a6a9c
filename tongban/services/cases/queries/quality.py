"""How well units type: what they entered, how often they were refused, and by which fields (UAP-07)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.rates import percentage
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.calendars.rules.clock import OFFICE_ZONE
from tongban.registers.orgs import queries as orgs
from tongban.services.cases import errors
from tongban.services.cases.models import CaseEvent, RefusedEntry
from tongban.services.cases.queries.reach import list_spans
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.life import Step

_UNITS = 1000


@dataclass(frozen=True, slots=True)
class Quality:
    """`score`: applications entered of all that were tried, per cent; None where nobody tried.

    `faults` counts refused attempts by field and code, the most frequent first.
    """

    unit: str
    entered: int
    refused: int
    faults: Mapping[tuple[str, str], int]

    @property
    def score(self) -> Decimal | None:
        return percentage(self.entered, self.entered + self.refused)


def get_quality(unit: str, *, first: dt.date, last: dt.date, actor: Actor) -> Quality:
    """The unit's quality over these days, both included; the unit is whoever typed or whose system pushed.

    Raises NotFound organisation_unknown, NotAllowed case.not_allowed beyond `cases.supervise`.
    """
    body = orgs.get_organisation(unit)
    spans = list_spans(actor, rights.SUPERVISE, body.region_id)
    if not any(begin <= body.region_id <= end and own in (None, unit) for begin, end, own in spans):
        raise errors.not_allowed(rights.SUPERVISE)
    return _count([unit], first, last)[0]


def list_quality(region: str, *, first: dt.date, last: dt.date, actor: Actor) -> list[Quality]:
    """The same for every body of this place itself that entered anything or was refused; the worst first.

    Three statements. Raises NotAllowed case.not_allowed beyond `cases.supervise`.
    """
    spans = list_spans(actor, rights.SUPERVISE, region)
    owns = [own for begin, end, own in spans if begin <= region <= end]
    if not owns:
        raise errors.not_allowed(rights.SUPERVISE)
    units = [body.code for body in orgs.list_in_region(region, limit=_UNITS)]
    if None not in owns:
        units = [unit for unit in units if unit in owns]
    tried = [each for each in _count(units, first, last) if each.score is not None]
    return sorted(tried, key=lambda each: (each.score, -each.refused, each.unit))


def _count(units: Sequence[str], first: dt.date, last: dt.date) -> list[Quality]:
    since = dt.datetime.combine(first, dt.time(), OFFICE_ZONE)
    until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), OFFICE_ZONE)
    typed = CaseEvent.objects.filter(
        unit__in=units, step=Step.SUBMIT, recorded_at__gte=since, recorded_at__lt=until
    )  # fmt: skip
    with fan_out_allowed("a unit types cases of every holder"):
        entered = dict(typed.order_by("unit").values_list("unit").annotate(Count("id")))
    refused: Counter[str] = Counter()
    counted: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    attempts = RefusedEntry.objects.filter(unit__in=units, refused_at__gte=since, refused_at__lt=until)
    for unit, faults in attempts.values_list("unit", "faults"):
        refused[unit] += 1
        counted[unit].update({(name, code) for name, codes in faults.items() for code in codes})
    return [Quality(unit, entered.get(unit, 0), refused[unit], dict(counted[unit].most_common())) for unit in units]
