"""Every write of the courier's part: parcels ordered, addresses given, reports taken in."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.outside import commands as outside
from tongban.foundation.outside.rules import Channel, DeliveryState
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.access import queries as access
from tongban.registers.parties import commands as party_files
from tongban.registers.parties import queries as parties
from tongban.registers.parties.commands.looking import Part
from tongban.registers.parties.queries.reach import get_party
from tongban.services.delivery import errors
from tongban.services.delivery.models import Parcel, ParcelEvent
from tongban.services.delivery.queries import find_by_order
from tongban.services.delivery.rules import ADDRESS_AT_MOST, OPEN, Direction, Order, ParcelState, further, read_address

_PURPOSE = "快递送达"
CLOSED = frozenset((ParcelState.FAILED, ParcelState.DELIVERED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What is to be carried: for which case of which holder, which way, where to, and which body pays."""

    case: uuid.UUID
    number: str
    holder: uuid.UUID
    direction: Direction
    address: str
    payer: str


@transaction.atomic
def order(*, consignment: Consignment, by: Actor, now: dt.datetime) -> Parcel:
    """The courier has the order if the caller's transaction commits; without a readable address the parcel waits.

    Asked again for the same case and direction, it is the parcel made before. Journals delivery.ordered.
    """
    made_before = Parcel.objects.filter(
        bucket=bucket_of(consignment.case), case=consignment.case, direction=consignment.direction
    )
    known = made_before.order_by("-made_at", "-id").first()
    if known is not None:
        return known
    address = read_address(consignment.address) or read_address(get_party(consignment.holder).address)
    return _open(consignment, address, by, now)[0]


@transaction.atomic
def fetch(*, consignment: Consignment, by: Actor, now: dt.datetime) -> Parcel:
    """The courier is to fetch something where the applicant says. Journals delivery.ordered.

    Raises Invalid delivery.address_refused, Conflict delivery.under_way while a parcel of this direction is.
    """
    address = read_address(consignment.address)
    if address is None:
        raise errors.address_refused(ADDRESS_AT_MOST)
    parcel, made = _open(consignment, address, by, now)
    if not made:
        raise errors.under_way()
    return parcel


@transaction.atomic
def give_address(*, case_id: uuid.UUID, address: str, by: Actor, now: dt.datetime) -> Parcel:
    """The parcel that waited for an address is ordered. The journey has checked that the actor may do so for the case.

    Raises Invalid delivery.address_refused, Conflict delivery.not_waiting. Journals delivery.ordered.
    """
    read = read_address(address)
    if read is None:
        raise errors.address_refused(ADDRESS_AT_MOST)
    waiting = Parcel.objects.select_for_update().filter(
        bucket=bucket_of(case_id), case=case_id, state=ParcelState.WAITING
    )
    parcel = waiting.first()
    if parcel is None:
        raise errors.not_waiting()
    _send(parcel, read, by, now)
    return parcel


@transaction.atomic
def take_report(*, dispatch_id: uuid.UUID, state: DeliveryState, reference: str, now: dt.datetime) -> Parcel | None:
    """The parcel is as far as the courier's signed report says; None where that is no news, or no parcel of ours."""
    found = find_by_order(dispatch_id)
    if found is None:
        return None
    parcel = Parcel.objects.select_for_update().get(id=found.id)
    parcel.tracking_number = parcel.tracking_number or reference
    told = further(ParcelState(parcel.state), state)
    if told is not None:
        parcel.state = told
        parcel.closed_at = now if told in CLOSED else None
        _note(parcel, told, now)
    parcel.save(update_fields=["state", "tracking_number", "closed_at"])
    return parcel if told is not None else None


def _open(consignment: Consignment, address: str | None, by: Actor, now: dt.datetime) -> tuple[Parcel, bool]:
    """The one parcel of this case and direction that is under way, and whether it was made now."""
    bucket = bucket_of(consignment.case)
    parcel, made = Parcel.objects.get_or_create(
        bucket=bucket, case=consignment.case, direction=consignment.direction, state__in=OPEN,
        defaults={
            "id": new_id(bucket), "holder_id": consignment.holder, "number": consignment.number,
            "payer": consignment.payer, "state": ParcelState.WAITING, "made_at": now,
        },
    )  # fmt: skip
    if made and address:
        _send(parcel, address, by, now)
    return parcel, made


def _send(parcel: Parcel, address: str, by: Actor, now: dt.datetime) -> None:
    parcel.dispatch = outside.send(
        Channel.COURIER, to=parcel.number, subject=_SUBJECTS[Direction(parcel.direction)],
        body=_write(parcel, address, now), reference=f"parcel:{parcel.id}", bucket=parcel.bucket, now=now,
    )  # fmt: skip
    parcel.state = ParcelState.ORDERED
    parcel.save(update_fields=["state", "dispatch"])
    _note(parcel, ParcelState.ORDERED, now)
    audit.record(
        "delivery.ordered", by=by, now=now, subject=f"case:{parcel.case}", bucket=parcel.bucket,
        direction=parcel.direction, parcel=str(parcel.id),
    )  # fmt: skip


_SUBJECTS = {Direction.OUT: "寄送办理结果", Direction.IN: "上门取件"}


def _write(parcel: Parcel, address: str, now: dt.datetime) -> str:
    """Name and telephone as they stand in the file; the look is journalled there."""
    party = get_party(parcel.holder_id)
    phone = party_files.reveal_number(party_id=party.id, purpose=_PURPOSE, by=SYSTEM, now=now, part=Part.PHONE)
    if not phone:
        accounts = parties.list_own_accounts(parties.survivor_of(party.id))
        phone = next(iter(access.list_phones(accounts).values()), "")
    return Order(Direction(parcel.direction), party.name, phone, address, parcel.number, parcel.payer).write()


def _note(parcel: Parcel, state: ParcelState, now: dt.datetime) -> None:
    ParcelEvent.objects.create(id=new_id(parcel.bucket), parcel=parcel, state=state, at=now)
