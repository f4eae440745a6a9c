"""One holder's file: the survivor and every file merged into it, read together."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.parties import rules
from tongban.registers.parties.models import FormerDocument, Party
from tongban.registers.parties.queries.reach import check_may, get_party, list_part_ids, survivor_of


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party to whoever may read its file: numbers masked, the name in full."""

    id: uuid.UUID
    kind: str
    name: str
    region: str
    real_name_level: int
    document_kind: str
    document_masked: str
    phone_masked: str
    address: str
    representative_name: str
    representative_masked: str
    status: str
    merged_into: uuid.UUID | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FormerView:
    """A document number the file was known under before."""

    document_kind: str
    document_masked: str
    used_until: dt.datetime


@dataclass(frozen=True, slots=True)
class HolderFile:
    """A file whole: the open party first among its `parts`; `buckets` are where its rows lie."""

    party: PartyView
    parts: tuple[PartyView, ...]
    former_documents: tuple[FormerView, ...]

    @property
    def ids(self) -> tuple[uuid.UUID, ...]:
        return tuple(part.id for part in self.parts)

    @property
    def buckets(self) -> tuple[int, ...]:
        return tuple(sorted({bucket_of(part.id) for part in self.parts}))

    @property
    def real_name_level(self) -> int:
        """The surest of its parts."""
        return max(part.real_name_level for part in self.parts)


def get_file(actor: Actor, party_id: uuid.UUID, *, now: dt.datetime) -> HolderFile:
    """The file that this party belongs to, also when it was merged into another.

    Raises NotFound("party.not_found") when there is none, or none that the actor may know of.
    """
    survivor = get_party(survivor_of(party_id))
    check_may(actor, rules.READ, survivor, now=now)
    ids = list_part_ids(survivor.id)
    merged = Party.objects.filter(id__in=ids[1:]).order_by("created_at", "id")
    former = FormerDocument.objects.filter(party__in=ids).order_by("used_until", "id")
    return HolderFile(
        party=_view(survivor),
        parts=(_view(survivor), *map(_view, merged)),
        former_documents=tuple(FormerView(row.kind, row.masked, row.used_until) for row in former),
    )


def count_sealed() -> int:
    """How many rows hold something sealed: what a rotation has to visit."""
    with fan_out_allowed("a rotation visits every holder"):
        return Party.objects.count() + FormerDocument.objects.count()


def _view(party: Party) -> PartyView:
    return PartyView(**{name: getattr(party, name) for name in PartyView.__slots__})
