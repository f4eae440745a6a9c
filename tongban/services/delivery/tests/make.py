"""Makers: a parcel of a case, as far as the courier's reports have brought it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.outside.rules import DeliveryState
from tongban.services.delivery import commands
from tongban.services.delivery.models import Parcel
from tongban.services.delivery.rules import Direction


def parcel(case: Any, now: dt.datetime, *, address: str = "", reports: Sequence[str] = ()) -> Parcel:
    """The result of the case on its way; it waits without an address. Reports come half an hour apart."""
    consignment = commands.Consignment(
        case=case.id, number=case.number, holder=case.holder_id, direction=Direction.OUT, address=address,
        payer=case.organisation,
    )  # fmt: skip
    made = commands.order(consignment=consignment, by=SYSTEM, now=now)
    for at, state in enumerate(reports, 1):
        assert made.dispatch is not None
        commands.take_report(
            dispatch_id=made.dispatch, state=DeliveryState(state), reference="COURIER-0000000001",
            now=now + dt.timedelta(minutes=30 * at),
        )  # fmt: skip
    return made
