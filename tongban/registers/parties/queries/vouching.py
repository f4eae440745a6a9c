"""Whom a platform outside tells about: the enterprise of a credit code, and a person, as far as we know them."""

import uuid
from dataclasses import dataclass
from functools import partial

from tongban.registers.identifiers.rules.holder_code import HolderCode, Type
from tongban.registers.parties import rules
from tongban.registers.parties.models import DocumentNumber, Party
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.parties.rules import Kind
from tongban.registers.parties.sealing import Purpose, index_of, unseal


@dataclass(frozen=True, slots=True)
class Recognised:
    """An enterprise's open file, and what the person is to it. `person` is None, their name "", without a file."""

    enterprise: uuid.UUID
    name: str
    region: str
    is_representative: bool
    person: uuid.UUID | None
    person_name: str


def recognise(*, credit_code: str, document_kind: str, number: str) -> Recognised | None:
    """None where no open file has this credit code now. For the platform, which has verified who says so.

    Raises Invalid "party.refused" (credit_code, number).
    """
    read = rules.read_fields(
        credit_code=partial(rules.read_document, Kind.ENTERPRISE, Type.CREDIT_CODE, credit_code),
        number=partial(rules.read_document, Kind.PERSON, document_kind, number),
    )
    enterprise = _find_current(read["credit_code"])
    if enterprise is None:
        return None
    person, party = _find_current(read["number"]), get_party(enterprise)
    name = get_party(person).name if person else ""
    return Recognised(party.id, party.name, party.region, names(party, read["number"]), person, name)


def find_enterprise(credit_code: str) -> uuid.UUID | None:
    """The open file that has this credit code now. Raises Invalid "party.refused"."""
    read = rules.read_fields(credit_code=partial(rules.read_document, Kind.ENTERPRISE, Type.CREDIT_CODE, credit_code))
    return _find_current(read["credit_code"])


def names(enterprise: Party, document: HolderCode) -> bool:
    """Whether the enterprise's file names the bearer of this document as its legal representative."""
    if enterprise.representative_sealed is None or enterprise.representative_kind != document.type:
        return False
    return unseal(enterprise.representative_sealed, Purpose.REPRESENTATIVE, enterprise.id) == document.number


def _find_current(document: HolderCode) -> uuid.UUID | None:
    row = DocumentNumber.objects.filter(value=index_of(document), is_former=False).first()
    return row.party if row else None
