"""Registering, changing, moving and closing bodies, and their staff."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, connection, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.orgs import errors
from tongban.registers.orgs.events import OrganisationClosed
from tongban.registers.orgs.models import Organisation, StaffMember
from tongban.registers.orgs.queries import find_kind
from tongban.registers.orgs.rules import check_organisation
from tongban.registers.regions import queries as regions

EDIT = "orgs.edit"


@transaction.atomic
def register(
    *,
    code: str,
    name: str,
    kind: str,
    region: str,
    by: Actor,
    now: dt.datetime,
    parent: str | None = None,
    duties: Collection[str] = (),
    short_name: str = "",
    address: str = "",
    phone: str = "",
    is_sample: bool = False,
) -> Organisation:
    """A new body stands. Raises NotAllowed, NotFound (region, parent), Invalid organisation.refused, Conflict."""
    _check_may(by, region)
    place = regions.get_region(region)
    above = _lock(parent) if parent else None
    faults = check_organisation(
        code=code, name=name, kind=find_kind(kind), level=place.level, duties=duties, has_parent=above is not None
    )
    if faults:
        raise errors.refused(dict(faults))
    body = Organisation(
        code=code, name=name.strip(), short_name=short_name, kind=kind, region_id=region, parent=above,
        path=f"{above.path if above else ''}{code}/", duties=sorted(set(duties)), address=address, phone=phone,
        is_sample=is_sample,
    )  # fmt: skip
    try:
        with transaction.atomic():
            body.save(force_insert=True)
    except IntegrityError as taken:
        raise errors.registered_already(code) from taken
    _record("orgs.registered", body, by, now, kind=kind)
    return body


@transaction.atomic
def move_below(code: str, parent: str | None, *, by: Actor, now: dt.datetime) -> Organisation:
    """The body and all below it hang under `parent` (None: under nobody). Raises Conflict, NotAllowed, NotFound."""
    body = _lock(code)
    _check_may(by, body.region_id)
    above = _lock(parent) if parent else None
    if above is not None and above.path.startswith(body.path):
        raise errors.moves_below_itself(code)
    before, after = body.path, f"{above.path if above else ''}{code}/"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orgs_organisation SET path = %s || substr(path, %s) WHERE path LIKE %s",
            [after, len(before) + 1, f"{before}%"],
        )
    Organisation.objects.filter(code=code).update(parent=above)
    _record("orgs.moved", body, by, now, below=parent or "")
    body.refresh_from_db()
    return body


@transaction.atomic
def close(code: str, *, on: dt.date, by: Actor, now: dt.datetime) -> None:
    """From `on` the body exists no more. Emits OrganisationClosed. Raises Conflict while bodies still hang below it."""
    body = _lock(code)
    _check_may(by, body.region_id)
    if body.closed_on is not None:
        raise errors.closed(code)
    if Organisation.objects.filter(parent=body, closed_on=None).exists():
        raise errors.has_parts(code)
    Organisation.objects.filter(code=code).update(closed_on=on)
    _record("orgs.closed", body, by, now, on=on.isoformat())
    outbox.emit(OrganisationClosed(code, on), bucket=bucket_for(f"organisation:{code}"), now=now)


@transaction.atomic
def hire(
    *,
    organisation: str,
    number: str,
    name: str,
    position: str,
    by: Actor,
    now: dt.datetime,
    account: uuid.UUID | None = None,
) -> StaffMember:
    """The person works there under this number; hired again under the same number, the entry is brought up to date."""
    body = _lock(organisation)
    _check_may(by, body.region_id)
    facts = {"name": name, "position": position, "account": account, "left_on": None}
    member, _ = StaffMember.objects.update_or_create(organisation=body, number=number, defaults=facts)
    _record("orgs.hired", body, by, now, staff=str(member.id))
    return member


@transaction.atomic
def leave(member_id: uuid.UUID, *, on: dt.date, by: Actor, now: dt.datetime) -> None:
    """The person works there no more. Raises NotFound, NotAllowed."""
    member = StaffMember.objects.select_for_update().select_related("organisation").filter(id=member_id).first()
    if member is None:
        raise errors.staff_member_unknown()
    _check_may(by, member.organisation.region_id)
    member.left_on = on
    member.save(update_fields=["left_on"])
    _record("orgs.left", member.organisation, by, now, staff=str(member.id))


def _lock(code: str) -> Organisation:
    body = Organisation.objects.select_for_update().filter(code=code).first()
    if body is None:
        raise errors.unknown(code)
    return body


def _check_may(by: Actor, region: str) -> None:
    if by is not SYSTEM and not by.may(EDIT, region):
        raise errors.not_allowed(EDIT)


def _record(action: str, body: Organisation, by: Actor, now: dt.datetime, **facts: str) -> None:
    told: dict[str, Any] = {"region": body.region_id, **facts}
    audit.record(action, by=by, now=now, subject=f"organisation:{body.code}", **told)
