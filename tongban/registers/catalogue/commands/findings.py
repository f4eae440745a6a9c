"""Findings become tickets; a ticket is closed only when the fault is gone."""

import datetime as dt
import uuid
from dataclasses import replace

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.routing.ids import bucket_for, bucket_of, new_id
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist.commands import Work
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands.authority import EDIT, NATION, READ, require
from tongban.registers.catalogue.commands.items import check_reason
from tongban.registers.catalogue.models import Finding
from tongban.registers.catalogue.queries import offers
from tongban.registers.catalogue.queries.findings import OFF_LIST, STILL_PUBLISHED, Found, look

OPEN, CLOSED = 1, 2
"""What a worklist hears as the version of a finding."""


@transaction.atomic
def check_catalogue(*, now: dt.datetime) -> int:
    """Each fault there is now has one open finding; how many are new. One whose fault is gone waits to be closed."""
    found = {fault.fingerprint: fault for fault in look(at=now)}
    open_now = set(Finding.objects.filter(closed_at=None).values_list("fingerprint", flat=True))
    new = [fault for fingerprint, fault in found.items() if fingerprint not in open_now]
    fresh = [_finding(_with_intake(fault, now), now) for fault in new]
    Finding.objects.bulk_create(fresh, ignore_conflicts=True)
    for finding in fresh:
        audit.record("catalogue.fault_found", by=SYSTEM, now=now, subject=f"finding:{finding.id}", kind=finding.kind)
        _put_on_list(finding)
    return len(fresh)


def check_now(*, region: str, by: Actor, now: dt.datetime) -> int:
    """`check_catalogue`, at once, for somebody who watches over the region; how many findings are new in all.

    Raises NotAllowed.
    """
    require(by, READ, region, by.organisation)
    return check_catalogue(now=now)


@transaction.atomic
def close_finding(finding: uuid.UUID, *, mended: str, by: Actor, now: dt.datetime) -> Finding:
    """The fault is gone and somebody has said how; it is off the body's worklist.

    Raises NotFound, NotAllowed, Invalid catalogue.reason_missing, Conflict while it still stands.
    """
    row = Finding.objects.select_for_update().filter(id=finding).first()
    if row is None:
        raise errors.finding_unknown()
    require(by, EDIT, row.region, row.organisation_id)
    told = check_reason(mended)
    if row.closed_at is not None:
        raise errors.finding_closed()
    still = next((fault for fault in look(at=now) if fault.fingerprint == row.fingerprint), None)
    if still is not None and row.kind != OFF_LIST:
        raise errors.finding_stands(str(still.facts.get("material") or still.facts.get("item")))
    row.closed_at, row.closed_by, row.mended = now, by.account, told
    row.save(update_fields=["closed_at", "closed_by", "mended"])
    audit.record("catalogue.fault_mended", by=by, now=now, subject=f"finding:{finding}", mended=told)
    if row.organisation_id:
        worklist.close(f"finding:{row.id}", row.organisation_id, version=CLOSED, by=by, now=now)
    return row


def _put_on_list(finding: Finding) -> None:
    """The body that has to mend it finds it among its work; what belongs to no body stands on the page alone."""
    if not finding.organisation_id:
        return
    title = finding.facts.get("material") or finding.facts.get("entry") or finding.facts.get("name") or finding.kind
    work = Work(
        authority=finding.organisation_id, region=finding.region, kind="finding", subject=f"finding:{finding.id}",
        title=f"目录整改：{title}", step="整改", version=OPEN, number=finding.item.code or "" if finding.item else "",
    )  # fmt: skip
    worklist.put(work, subject_bucket=bucket_of(finding.id))


def _with_intake(fault: Found, now: dt.datetime) -> Found:
    """Of what stands published it is told, when it is found, whether it still takes cases (CAT-10)."""
    if fault.kind != STILL_PUBLISHED:
        return fault
    try:
        offers.check_offered(str(fault.facts["item"]), at=now)
    except Conflict:
        takes_cases = False
    else:
        takes_cases = True
    return replace(fault, facts=fault.facts | {"takes_cases": takes_cases})


def _finding(fault: Found, now: dt.datetime) -> Finding:
    return Finding(
        id=new_id(bucket_for(fault.fingerprint)), kind=fault.kind, fingerprint=fault.fingerprint, item_id=fault.item,
        leaf_id=fault.leaf, organisation_id=fault.organisation, region=fault.region or NATION, facts=fault.facts,
        found_at=now,
    )  # fmt: skip
