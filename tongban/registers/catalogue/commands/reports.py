"""Reports on consistency: somebody asks for one, the worker makes it, the pages show the latest."""

import dataclasses
import datetime as dt
from operator import attrgetter

from django.db import transaction
from django.db.models import F, Q

from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue.commands.authority import READ, require
from tongban.registers.catalogue.models import ConsistencyDeviation, ConsistencyReport
from tongban.registers.catalogue.queries.consistency import Deviation, compare_records, get_scheme, start_counting

TOGETHER = 2000


def ask_report(scheme: str, *, region: str, by: Actor, now: dt.datetime) -> ConsistencyReport:
    """The worker makes the report as soon as it can; what was found before is shown until then.

    Raises NotFound, NotAllowed. Not audited: it changes nothing that is reported on.
    """
    require(by, READ, region, by.organisation)
    wanted = get_scheme(scheme).code
    return ConsistencyReport.objects.update_or_create(scheme=wanted, region=region, defaults={"asked_at": now})[0]


@transaction.atomic
def work_off_next_report(*, now: dt.datetime) -> bool:
    """The report that waits longest is made as of `now`, its deviations replaced; False when none waits.

    Its row stays locked meanwhile: if this process dies, another one takes it.
    """
    waiting = ConsistencyReport.objects.filter(Q(as_of=None) | Q(as_of__lt=F("asked_at")))
    report = waiting.select_for_update(skip_locked=True).order_by("asked_at").first()
    if report is None:
        return False
    counting = start_counting(report.scheme, region=report.region)
    deviations = list(compare_records(counting, region=report.region, at=now))
    figures = counting.report()
    report.items, report.consistent, report.compared = figures.items, figures.consistent, figures.compared
    report.tallies = {element: dataclasses.astuple(tally) for element, tally in figures.tallies.items()}
    report.as_of = max(now, report.asked_at)
    report.save()
    _replace(report, deviations)
    return True


def _replace(report: ConsistencyReport, deviations: list[Deviation]) -> None:
    report.deviations.all().delete()
    ConsistencyDeviation.objects.bulk_create(
        (
            ConsistencyDeviation(
                report=report, code=each.item, level=each.level, organisation=each.organisation, region=each.region,
                name=each.name, **dataclasses.asdict(difference),
            )
            for each in sorted(deviations, key=attrgetter("region", "item"))
            for difference in each.differences
        ),
        batch_size=TOGETHER,
    )  # fmt: skip
