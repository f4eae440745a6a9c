"""A result on its way to the applicant by courier, from the order to the signature; and materials fetched."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.outside import queries as outside
from tongban.foundation.outside.rules import DeliveryState
from tongban.journeys import licensing, notices
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import Case
from tongban.services.cases.rules import parcels
from tongban.services.delivery import commands as delivery
from tongban.services.delivery.commands import Consignment
from tongban.services.delivery.queries import Parcel
from tongban.services.delivery.rules import Direction, ParcelState


def send_result(*, case_id: uuid.UUID, now: dt.datetime) -> None:
    """What is to reach the applicant by courier is ordered once; without an address the applicant is asked for one."""
    case = cases.get_facts(case_id)
    if not parcels.awaits_courier(case.state, case.delivery, case.outcome, is_delivered=case.delivered_at is not None):
        return
    address = cases.get_form(case_id, actor=SYSTEM, now=now).get("address", "")
    parcel = delivery.order(consignment=_consign(case, Direction.OUT, address), by=SYSTEM, now=now)
    if parcel.state == ParcelState.WAITING:
        _tell(case, "no_address", parcel, now)


def give_address(*, case_id: uuid.UUID, address: str, by: Actor, now: dt.datetime) -> Parcel:
    """The applicant says where the result is to go."""
    cases.check_acts_for_applicant(case_id, actor=by, now=now)
    return delivery.give_address(case_id=case_id, address=address, by=by, now=now)


def fetch_materials(*, case_id: uuid.UUID, address: str, by: Actor, now: dt.datetime) -> Parcel:
    """The courier fetches papers at the applicant's door and brings them to the window."""
    case = cases.check_acts_for_applicant(case_id, actor=by, now=now)
    parcels.check_fetchable(case.state, case.gaps)
    return delivery.fetch(consignment=_consign(case, Direction.IN, address), by=by, now=now)


def follow(*, dispatch_id: uuid.UUID, state: str, now: dt.datetime) -> None:
    """A signed report of the courier moves the parcel; its signature delivers the result."""
    reference = outside.get_dispatch(dispatch_id).party_reference
    parcel = delivery.take_report(dispatch_id=dispatch_id, state=DeliveryState(state), reference=reference, now=now)
    if parcel is None or parcel.direction != Direction.OUT:
        return
    case = cases.get_facts(parcel.case)
    if parcel.state == ParcelState.DELIVERED:
        _deliver(case, parcel, now)
    elif parcel.state in (ParcelState.SENT, ParcelState.FAILED):
        _tell(case, parcel.state, parcel, now)


def _deliver(case: Case, parcel: Parcel, now: dt.datetime) -> None:
    if case.delivered_at is None:  # else it was handed over at the window meanwhile
        licensing.deliver(case_id=case.id, how="courier", receipt=parcel.tracking_number, by=SYSTEM, now=now)


def _tell(case: Case, what: str, parcel: Parcel, now: dt.datetime) -> None:
    values = {"tracking": parcel.tracking_number}
    link = f"/cases/{case.number}/delivery"
    notices.tell_applicant(case, f"delivery.{what}", str(parcel.id), values, link=link, now=now)
    if what == ParcelState.FAILED:
        notices.tell_staff(
            case, "staff.delivery_failed", str(parcel.id), values, roles=("handler",), clock="delivery", now=now
        )


def _consign(case: Case, direction: Direction, address: str) -> Consignment:
    return Consignment(
        case=case.id, number=case.number, holder=case.holder_id, direction=direction, address=address,
        payer=case.organisation,
    )  # fmt: skip
