"""How well units type: what they entered, how often they were refused, and by which fields (UAP-07)."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

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
    since = dt.datetime.combine(first, dt.time(), OFFICE_ZONE)
    until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), OFFICE_ZONE)
    with fan_out_allowed("a unit types cases of every holder"):
        entered = CaseEvent.objects.filter(
            unit=unit, step=Step.SUBMIT, recorded_at__gte=since, recorded_at__lt=until
        ).count()
    counted: Counter[tuple[str, str]] = Counter()
    attempts = RefusedEntry.objects.filter(unit=unit, refused_at__gte=since, refused_at__lt=until)
    for faults in attempts.values_list("faults", flat=True):
        counted.update({(name, code) for name, codes in faults.items() for code in codes})
    return Quality(unit, entered, len(attempts), dict(counted.most_common()))
