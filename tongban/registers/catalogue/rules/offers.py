"""Whether an item is offered to the public at an instant, why not, and when that changes by time alone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Absence(StrEnum):
    """Why nobody can apply for an item that was offered once, or will be."""

    NOT_YET = "not_yet"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Offer:
    """What decides: the item's state and span, what befalls its entry and leaf, and when the version shown begins."""

    state: str
    offered_from: dt.datetime | None
    offered_until: dt.datetime | None
    in_force_from: dt.datetime | None
    entry_cancelled_from: dt.datetime | None
    leaf_cancelled_from: dt.datetime | None
    paused_from: dt.datetime | None
    paused_until: dt.datetime | None
    version_from: dt.datetime | None


def was_published(offer: Offer) -> bool:
    """False for what the public has never heard of: drafts, claims, refusals."""
    return offer.offered_from is not None and offer.state in ("published", "paused", "withdrawn")


def find_absence(offer: Offer, at: dt.datetime) -> Absence | None:
    """Why a published item is not offered at `at`; None while it is."""
    if _begun(offer.entry_cancelled_from, at) or _begun(offer.leaf_cancelled_from, at):
        return Absence.CANCELLED
    if offer.state == "withdrawn" or _begun(offer.offered_until, at):
        return Absence.ENDED
    if offer.state == "paused" or (_begun(offer.paused_from, at) and not _begun(offer.paused_until, at)):
        return Absence.PAUSED
    waits_for = (offer.offered_from, offer.version_from)
    in_force = offer.in_force_from is None or _begun(offer.in_force_from, at)
    return None if in_force and all(_begun(instant, at) for instant in waits_for) else Absence.NOT_YET


def next_change(instants: Iterable[dt.datetime | None], at: dt.datetime) -> dt.datetime | None:
    """The first of them after `at`; None when nothing changes by time alone."""
    return min((instant for instant in instants if instant is not None and instant > at), default=None)


def _begun(instant: dt.datetime | None, at: dt.datetime) -> bool:
    return instant is not None and instant <= at
