"""What a holder has agreed to, and what of it still stands."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.catalogue.queries.terms import find_terms
from tongban.registers.parties import queries as parties
from tongban.services.licences.models import Consent
from tongban.services.licences.queries.reach import check_uses
from tongban.services.licences.rules.fetching import is_in_force


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent as the holder reads it; the names of the item are "" where every item is meant."""

    id: uuid.UUID
    item: str
    item_name: str
    item_name_en: str
    types: tuple[str, ...]
    purpose: str
    given_at: dt.datetime
    until: dt.datetime
    withdrawn_at: dt.datetime | None
    in_force: bool


def list_consents(holder: uuid.UUID, *, actor: Actor, now: dt.datetime) -> tuple[ConsentLine, ...]:
    """Every consent of the holder's, those in force first, then the newest. Raises NotAllowed licence.not_yours."""
    check_uses(actor, holder, now=now)
    parts = parties.list_whole_file(holder)
    rows = Consent.objects.filter(bucket__in=sorted({bucket_of(part) for part in parts}), holder__in=parts)
    lines = [_line(row, now) for row in rows.order_by("-given_at", "-id")]
    return tuple(sorted(lines, key=lambda line: not line.in_force))


def _line(row: Consent, now: dt.datetime) -> ConsentLine:
    terms = find_terms(row.item, at=now) if row.item else None
    return ConsentLine(
        row.id, row.item, terms.name if terms else row.item, terms.name_en if terms else "", tuple(row.types),
        row.purpose, row.given_at, row.until, row.withdrawn_at, is_in_force(row.agreed(), now),
    )  # fmt: skip
