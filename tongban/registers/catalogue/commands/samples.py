"""Files of a leaf's result 结果样本: attached for everybody who offers the leaf, and taken away again."""

import datetime as dt
import uuid

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.files import commands as files
from tongban.foundation.files.recognition.kinds import JPEG, PDF, PNG
from tongban.foundation.files.rules import Limits
from tongban.foundation.files.store import Readable
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.commands.authority import MANAGE, require
from tongban.registers.catalogue.commands.entries import lock_leaf
from tongban.registers.catalogue.models import Leaf, ResultSample

SAMPLES_AT_MOST = 5
LIMITS = Limits(10_000_000, kinds=(PDF, PNG, JPEG))


@transaction.atomic
def attach_sample(*, leaf: str, content: bytes | Readable, name: str, by: Actor, now: dt.datetime) -> ResultSample:
    """Every guide of the leaf shows the file, at once.

    Raises NotFound, NotAllowed, Invalid file.…, Conflict catalogue.samples_full.
    """
    subject = lock_leaf(leaf)
    require(by, MANAGE, subject.entry.region_id, subject.entry.owner_id)
    if ResultSample.objects.filter(leaf=subject, removed_at=None).count() >= SAMPLES_AT_MOST:
        raise errors.samples_full(SAMPLES_AT_MOST)
    sample = uuid.uuid4()
    kept = files.store(content, name=name, holder=sample, by=by, now=now, limits=LIMITS)
    row = ResultSample.objects.create(
        id=sample, leaf=subject, file=kept.id, name=kept.name, media_type=kept.media_type, size=kept.size,
        attached_at=now, attached_by=by.account,
    )  # fmt: skip
    _record("catalogue.sample_attached", row, subject, by, now)
    return row


@transaction.atomic
def remove_sample(*, sample: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """No guide shows the file any more, and it is gone. Raises NotFound catalogue.sample_unknown, NotAllowed."""
    row = ResultSample.objects.select_for_update().filter(id=sample, removed_at=None).first()
    if row is None:
        raise errors.sample_unknown()
    subject = lock_leaf(row.leaf_id)
    require(by, MANAGE, subject.entry.region_id, subject.entry.owner_id)
    files.remove(row.file, holder=row.id, by=by, now=now)
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    _record("catalogue.sample_removed", row, subject, by, now)


def _record(action: str, row: ResultSample, leaf: Leaf, by: Actor, now: dt.datetime) -> None:
    audit.record(action, by=by, now=now, subject=f"leaf:{leaf.code}", sample=str(row.id), file=row.name)
    generation.count_up()
