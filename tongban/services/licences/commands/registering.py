"""Identifiers and printed numbers: given once, found again through the registries."""

import secrets
from typing import Any

from django.db import connection

from tongban.registers.identifiers.rules import licence_identifier
from tongban.registers.identifiers.rules.spelling import DIGITS, LETTERS
from tongban.services.licences import errors, sealing
from tongban.services.licences.models import IdentifierEntry, Licence, NumberCounter, NumberEntry
from tongban.services.licences.rules.numbering import HOLDER

_SERIAL = 20
_NEXT = (
    f'INSERT INTO "{NumberCounter._meta.db_table}" AS old (issuer, type_code, year, last)'  # noqa: S608
    " VALUES (%s, %s, %s, 1) ON CONFLICT (issuer, type_code, year) DO UPDATE SET last = old.last + 1 RETURNING last"
)
_CLAIM = (
    f'INSERT INTO "{IdentifierEntry._meta.db_table}" (key, licence, bucket_of_licence)'  # noqa: S608
    " VALUES (%s, %s, %s) ON CONFLICT (key) DO NOTHING"
)
_CLAIM_NUMBER = (
    f'INSERT INTO "{NumberEntry._meta.db_table}" AS old (value, type_code, issuer, licence)'  # noqa: S608
    " VALUES (%s, %s, %s, %s) ON CONFLICT (value, type_code, issuer)"
    " DO UPDATE SET licence = excluded.licence WHERE old.licence = %s OR %s"
)


def new_identifier(type_code: str, issuer: str) -> str:
    """A first version whose serial nobody can guess. Raises Invalid `licence_identifier.…`."""
    serial = "".join(secrets.choice(DIGITS + LETTERS) for _ in range(_SERIAL))
    return str(licence_identifier.build(type_code=type_code, issuer=issuer, serial=serial))


def next_identifier(predecessor: Licence, issuer: str) -> tuple[str, int]:
    """The predecessor's next version; a first one where another body issues now, or its own is not of the standard."""
    former = licence_identifier.parse(predecessor.identifier)
    if former.issuer != issuer or former.type_code != predecessor.type_code or former.is_legacy:
        return new_identifier(predecessor.type_code, issuer), 1
    if former.version >= licence_identifier.LAST_VERSION:
        raise errors.versions_used_up(predecessor.id)
    built = licence_identifier.build(
        type_code=former.type_code, issuer=former.issuer, serial=former.serial, version=former.version + 1
    )
    return str(built), built.version


def next_serial(issuer: str, type_code: str, year: int) -> int:
    """The body's next number of this type and year; its row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [issuer, type_code, year])
        serial: int = cursor.fetchone()[0]
    return serial


def claim(licence: Licence, number: str, numbering: str) -> None:
    """Identifier and number lead to this licence. Raises Conflict licence.identifier_taken, licence.number_taken.

    A number may pass from a licence to its successor, and one that is the holder's own code to any later licence.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [sealing.key_of(licence.identifier), licence.id, licence.bucket])
        if cursor.rowcount == 0:
            raise errors.identifier_taken(licence.identifier)
        if number:
            told: list[Any] = [sealing.index_of(number), licence.type_code, licence.issuer, licence.id]
            cursor.execute(_CLAIM_NUMBER, [*told, licence.predecessor_id, numbering == HOLDER])
            if cursor.rowcount == 0:
                raise errors.number_taken()
