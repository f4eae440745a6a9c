"""What commands wait for each other at: the registry row of a document number, and the row of a party.

A number's owner and an account's access are changed only by whoever holds the row of the party they belong to. Rows of
two parties are locked in the order of their ids, by a merge alone; so nobody waits in a circle.
"""

import datetime as dt
import uuid

from django.db import connection

from tongban.foundation.kernel.errors import Conflict, NotFound
from tongban.registers.parties.models import DocumentNumber, Party
from tongban.registers.parties.queries.reach import survivor_of
from tongban.registers.parties.rules import Status

_CLAIM = (
    f'INSERT INTO "{DocumentNumber._meta.db_table}" (value, party, is_former, claimed_at)'  # noqa: S608
    " VALUES (%s, %s, false, %s) ON CONFLICT (value) DO NOTHING"
)


def claim(value: bytes, party: uuid.UUID, now: dt.datetime) -> uuid.UUID:
    """The file the number belongs to: `party` when it was free. Waits for a rival's commit."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [value, party, now])
        if cursor.rowcount == 1:
            return party
    return DocumentNumber.objects.values_list("party", flat=True).get(value=value)


def lock(party_id: uuid.UUID) -> Party:
    """The party's row, open or closed, locked until the transaction ends. Raises NotFound("party.not_found")."""
    party: Party | None = Party.objects.select_for_update(no_key=True).filter(id=party_id).first()
    if party is None:
        raise NotFound("party.not_found")
    return party


def lock_open(party_id: uuid.UUID) -> Party:
    """The same for a party that is open, and so it stays meanwhile. Raises also Conflict("party.closed")."""
    party = lock(party_id)
    if party.status != Status.OPEN:
        raise Conflict("party.closed")
    return party


def lock_survivor(party_id: uuid.UUID) -> Party:
    """The open party whose file this one belongs to, locked."""
    party = lock(survivor_of(party_id))
    while party.merged_into is not None:
        party = lock(survivor_of(party.id))
    return party


def lock_two(one: uuid.UUID, other: uuid.UUID) -> tuple[Party, Party]:
    """Both rows, open or closed, locked. Raises NotFound("party.not_found")."""
    rows = {party_id: lock(party_id) for party_id in sorted((one, other))}
    return rows[one], rows[other]
