"""A holder agrees that licences are fetched for an item, and takes that back."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.parties import queries as parties
from tongban.services.licences import errors
from tongban.services.licences.models import Consent
from tongban.services.licences.queries.reach import check_uses, may_use
from tongban.services.licences.rules.fetching import PURPOSE_AT_MOST, list_uncovered

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def give_consent(
    *, holder: uuid.UUID, item: str, types: Collection[str], purpose: str, until: dt.datetime, by: Actor,
    now: dt.datetime,
) -> Consent:  # fmt: skip
    """Licences of these types may be fetched for the item until then; "" means every item. At most a year.

    The same consent given again is the one that stands, if that lasts as long. Journals licences.consent_given. Raises
    NotAllowed licence.not_yours, Invalid licence.consent_refused by field.
    """
    check_uses(by, holder, item=item, now=now)
    if faults := _find_faults(types, purpose, until, now):
        raise errors.consent_refused(faults)
    owner = parties.survivor_of(holder)
    mine = Consent.objects.filter(bucket=bucket_of(owner), holder=owner, item=item, withdrawn_at=None, until__gte=until)
    for standing in mine:
        if not list_uncovered([standing.agreed()], item, types, now):
            return standing
    row = Consent.objects.create(
        id=new_id(bucket_of(owner)), holder_id=owner, item=item, types=sorted(set(types)), purpose=purpose.strip(),
        given_by=by.account, given_at=now, until=until,
    )  # fmt: skip
    _record("licences.consent_given", row, by, now)
    return row


@transaction.atomic
def withdraw_consent(*, consent_id: uuid.UUID, by: Actor, now: dt.datetime) -> Consent:
    """From now on nothing is fetched on it; what was fetched before stays in the history. Twice is once.

    Journals licences.consent_withdrawn. Raises NotFound licence.consent_not_found, also for somebody else's.
    """
    row = Consent.objects.select_for_update().filter(id=consent_id).first()
    if row is None or not may_use(by, row.holder_id, item=row.item, now=now):
        raise errors.consent_not_found()
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        _record("licences.consent_withdrawn", row, by, now)
    return row


def _find_faults(types: Collection[str], purpose: str, until: dt.datetime, now: dt.datetime) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    if not types:
        faults["types"] = ["licence.types_missing"]
    if not purpose.strip():
        faults["purpose"] = ["licence.text_missing"]
    elif len(purpose) > PURPOSE_AT_MOST:
        faults["purpose"] = ["licence.text_too_long"]
    if not now < until <= now + LONGEST:
        faults["until"] = ["licence.until_wrong"]
    return faults


def _record(action: str, row: Consent, by: Actor, now: dt.datetime) -> None:
    audit.record(
        action, by=by, now=now, subject=f"consent:{row.id}", bucket=row.bucket, purpose=row.purpose, item=row.item,
        types=list(row.types),
    )  # fmt: skip
