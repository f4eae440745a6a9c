"""Reads about outside parties: our dispatches, the simulators' inbox, the faults that are set."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

from django.conf import settings

from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.outside.errors import DISPATCH_UNKNOWN, NO_SIMULATORS
from tongban.foundation.outside.models import ChannelFault, Dispatch, OutsideMessage, SimulatedSigner
from tongban.foundation.outside.rules import Channel, DeliveryState, Fault, read_report


def get_dispatch(dispatch_id: uuid.UUID) -> Dispatch:
    """The message we sent, or NotFound."""
    dispatch = Dispatch.objects.filter(id=dispatch_id).first()
    if dispatch is None:
        raise NotFound(DISPATCH_UNKNOWN, dispatch=str(dispatch_id))
    return dispatch


def list_states(dispatch_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeliveryState]:
    """How far each of these messages got. One statement, none without ids."""
    if not dispatch_ids:
        return {}
    rows = Dispatch.objects.filter(id__in=list(dispatch_ids)).values_list("id", "state")
    return {dispatch_id: DeliveryState(state) for dispatch_id, state in rows}


def check_simulated() -> None:
    """Raises NotFound in production, where nothing is simulated."""
    if settings.PRODUCTION:
        raise NotFound(NO_SIMULATORS)


def list_inbox(
    *, channel: Channel | None = None, before: int | None = None, limit: int = 50
) -> tuple[list[tuple[OutsideMessage, DeliveryState | None]], int | None]:
    """What parties got, or told with the state it says; newest first, and the `before` of the next page.

    Raises NotFound in production.
    """
    check_simulated()
    messages = OutsideMessage.objects.order_by("-id")
    if channel:
        messages = messages.filter(channel=channel)
    if before:
        messages = messages.filter(id__lt=before)
    rows = list(messages[: limit + 1])
    told = [(row, read_report(row.body.encode()).state if row.inward else None) for row in rows[:limit]]
    return told, rows[limit - 1].id if len(rows) > limit else None


def get_faults() -> Mapping[Channel, frozenset[Fault]]:
    """The faults of each channel. Raises NotFound in production."""
    check_simulated()
    faults: dict[Channel, set[Fault]] = {channel: set() for channel in Channel}
    for row in ChannelFault.objects.all():
        faults[Channel(row.channel)].add(Fault(row.fault))
    return {channel: frozenset(shown) for channel, shown in faults.items()}


def is_signed_by(channel: Channel, body: bytes, signature: bytes) -> bool:
    """True when the party behind the channel has signed exactly these bytes."""
    try:
        return KeyFolder(settings.KEY_DIR).verifier(f"outside-{channel}").verify(body, signature)
    except KeyTrouble:
        return False


def list_signers() -> list[SimulatedSigner]:
    """Those whose keys the simulated party keeps, by code. Raises NotFound in production."""
    check_simulated()
    return list(SimulatedSigner.objects.exclude(code="").order_by("code"))


def list_simulated_roots() -> list[bytes]:
    """DER of the simulated party's own authority; none before it has a signer, and none in production."""
    if settings.PRODUCTION:
        return []
    return [bytes(der) for der in SimulatedSigner.objects.filter(code="").values_list("certificate", flat=True)]


def list_simulated_revoked() -> list[tuple[bytes, dt.datetime]]:
    """DER of the certificates that the simulated party has revoked, and since when; none in production."""
    if settings.PRODUCTION:
        return []
    revoked = SimulatedSigner.objects.exclude(revoked_at=None).values_list("certificate", "revoked_at")
    return [(bytes(der), at) for der, at in revoked if at]
