"""Baselines: what was asked for before the reform. Recorded once for a date and never rewritten."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands.authority import MANAGE, require
from tongban.registers.catalogue.commands.entries import lock_leaf
from tongban.registers.catalogue.commands.items import lock_item
from tongban.registers.catalogue.models import Baseline


@transaction.atomic
def record_baseline(
    *,
    leaf: str,
    materials: int,
    steps: int,
    days: Decimal,
    visits: int,
    as_of: dt.date,
    source: str,
    by: Actor,
    now: dt.datetime,
    item: str | None = None,
) -> Baseline:
    """The leaf, or one body's item of it, asked for this much on that date. `days` are working days.

    Raises NotFound, NotAllowed, Conflict catalogue.baseline_stands_already.
    """
    subject = lock_leaf(leaf)
    own = lock_item(item) if item else None
    if own is None:
        require(by, MANAGE, subject.entry.region_id, subject.entry.owner_id)
    else:
        require(by, MANAGE, own.region, own.organisation_id)
    try:
        with transaction.atomic():
            baseline = Baseline.objects.create(
                leaf=subject, item=own, materials=materials, steps=steps, days=days, visits=visits, as_of=as_of,
                source=source, recorded_at=now, recorded_by=by.account,
            )  # fmt: skip
    except IntegrityError as taken:
        raise errors.baseline_stands_already(as_of) from taken
    audit.record("catalogue.baseline_recorded", by=by, now=now, subject=f"leaf:{leaf}", as_of=as_of.isoformat())
    return baseline
