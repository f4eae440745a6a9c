"""Rows of the journal for a reader: only those of the regions in which the reader may read it."""

import datetime as dt
import uuid
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Min, Q

from tongban.foundation.audit.models import JournalRow
from tongban.foundation.kernel.actor import Actor, Grant
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_for

READ = "audit.read"
_EVERYWHERE = ("0" * 12, "9" * 12)


def get_row(row_id: uuid.UUID, *, by: Actor) -> JournalRow:
    """The row. Raises NotFound (`audit_row_unknown`) also when `by` may not see it."""
    row = JournalRow.objects.filter(_visible_to(by), pk=row_id).first()
    if row is None:
        raise NotFound("audit_row_unknown", row_id=str(row_id))
    return row


def list_rows(subject: str, *, by: Actor, bucket: int | None = None, limit: int = 100) -> list[JournalRow]:
    """What was done to one subject, newest first; `bucket` as it was recorded with."""
    bucket = bucket_for(subject) if bucket is None else bucket
    rows = JournalRow.objects.filter(_visible_to(by), bucket=bucket, subject=subject)
    return list(rows.order_by("-at", "-id")[:limit])


def find_unsealed_since() -> dt.datetime | None:
    """When the oldest row that waits for the sealer was recorded: more than a minute ago is worth a warning."""
    with fan_out_allowed("waiting rows may lie in any bucket"):
        since: dt.datetime | None = JournalRow.objects.filter(leaf_index=None).aggregate(since=Min("at"))["since"]
    return since


def may_be_rewritten() -> bool:
    """True when the database role in use could change or delete rows: the log alone protects the journal then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE')", [JournalRow._meta.db_table])
        may: bool = cursor.fetchone()[0]
    return may


def _visible_to(by: Actor) -> Q:
    """Raises NotAllowed without any grant to read. Rows of no region need a grant for every region."""
    grants = [grant for grant in by.grants if grant.action == READ]
    if not grants:
        raise NotAllowed(READ)
    return reduce(or_, map(_covered_by, grants))


def _covered_by(grant: Grant) -> Q:
    region = Q(region__range=(grant.region_from, grant.region_to))
    if (grant.region_from, grant.region_to) == _EVERYWHERE:
        region |= Q(region=None)
    return region if grant.organisation is None else region & Q(organisation=grant.organisation)
