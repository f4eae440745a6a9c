"""What an applicant's code has told a window: who applies, and which licences stand for which materials."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries.reach import get_party
from tongban.services.licences.models import LookUp
from tongban.services.licences.queries.reach import unit_of
from tongban.services.licences.queries.standing import list_standing
from tongban.services.licences.rules.fetching import FETCH, FOUND_NOTHING, SCANNED_KEEPS, Basis


@dataclass(frozen=True, slots=True)
class ScannedLicence:
    """A licence that the code has brought; one without a seal is data only."""

    type_name: str
    identifier: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Scanned:
    """Whoever showed the code, when, and what it has brought that holds still.

    `materials`: code of a material → identifier of the licence that stands for it.
    """

    at: dt.datetime
    name: str
    document_masked: str
    licences: tuple[ScannedLicence, ...]
    materials: Mapping[str, str]


def find_scanned(holder: uuid.UUID, *, terms: Terms, actor: Actor, now: dt.datetime) -> Scanned | None:
    """What the applicant's own code, scanned for this item at a window of the same body within a day, serves it with.

    By it the window knows who applies, also where their file lies in another region: they have shown themselves. None
    without such a scan, and for staff who may not fetch licences for the item. No look of its own: the scan is one.
    """
    if actor is not SYSTEM and not actor.may(FETCH, terms.region, terms.organisation):
        return None
    owner = parties.survivor_of(holder)
    looks = LookUp.objects.filter(
        bucket=bucket_of(owner), holder=owner, item=terms.item, basis=Basis.CODE,
        organisation=unit_of(actor, terms.organisation), at__gte=now - SCANNED_KEEPS, refusal__in=("", FOUND_NOTHING),
    )  # fmt: skip
    seen = list(looks.order_by("-at").values_list("at", "licence"))
    if not seen:
        return None
    ids, party = {licence for _, licence in seen}, get_party(owner)
    standing = list_standing(terms.materials, holder=owner, item=terms.item, persons=[owner], now=now)
    kept = {code: each for code, each in standing.items() if each.id in ids}
    licences = {
        each.id: ScannedLicence(each.type_name, each.identifier, bool(each.ofd_digest)) for each in kept.values()
    }
    return Scanned(
        seen[0][0], party.name, party.document_masked, tuple(licences.values()),
        {code: each.identifier for code, each in kept.items()},
    )  # fmt: skip
