"""Licences that count now: what stands for a material, whichever part of the holder's file it lies in."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Q

from tongban.foundation.routing.ids import bucket_of
from tongban.registers.calendars.rules.clock import local
from tongban.registers.parties import queries as parties
from tongban.services.licences.models import Licence
from tongban.services.licences.rules.life import State


def list_usable(holder: uuid.UUID, types: Collection[str], *, now: dt.datetime) -> list[Licence]:
    """The holder's valid licences of these types, one of each: the one that holds longest. In the order of `types`."""
    if not types:
        return []
    today, parts = local(now).date(), parties.list_whole_file(holder)
    rows = Licence.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=today), bucket__in=sorted({bucket_of(part) for part in parts}),
        holder__in=parts, type_name__in=sorted(set(types)), state=State.VALID, valid_from__lte=today,
    )  # fmt: skip
    best: dict[str, Licence] = {}
    for row in rows:
        if row.type_name not in best or _worth(row) > _worth(best[row.type_name]):
            best[row.type_name] = row
    return [best[name] for name in dict.fromkeys(types) if name in best]


def _worth(row: Licence) -> tuple[bool, dt.date, dt.date, str]:
    """Without an end before with one; later ends, then later issues, first."""
    return row.valid_until is None, row.valid_until or row.issued_on, row.issued_on, str(row.id)
