"""What a new licence says, gathered from the application, the holder's file, the body and what stood there before."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.parties import commands as party_files
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.parties.rules import mask_name
from tongban.services.licences.queries.contents import Said
from tongban.services.licences.queries.wording import write_day, write_value
from tongban.services.licences.rules.fields import Field, form_key

_PURPOSE = "颁发电子证照"
PERSON = "person"
LONG_TERM = "长期"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a licence is for, as the head of the file has it now. `code` is in clear: it goes nowhere unsealed."""

    id: uuid.UUID
    kind: str
    name: str
    code: str
    code_type: str
    address: str
    representative: str

    @property
    def is_person(self) -> bool:
        return self.kind == PERSON

    @property
    def shown(self) -> str:
        """The name for whoever checks the licence: a person's masked, an enterprise's is public by law."""
        return mask_name(self.name) if self.is_person else self.name


def get_holder(party_id: uuid.UUID, *, now: dt.datetime) -> Holder:
    """Reading the number is journalled with its purpose. Raises NotFound party.not_found."""
    party = get_party(party_id)
    code = party_files.reveal_number_of(party, purpose=_PURPOSE, by=SYSTEM, now=now)
    return Holder(party_id, party.kind, party.name, code, party.document_kind, party.address, party.representative_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What sources draw from. `texts`: what is told in words, before any source. `former`: what the predecessor says,
    for what the application does not tell anew.
    """

    holder: Holder
    organisation_name: str
    number: str
    issued_on: dt.date
    valid_until: dt.date | None
    case_number: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    former: Said | None = None


def gather(fields: tuple[Field, ...], facts: Facts) -> Said:
    """The values of the fields; one without a value is left out."""
    said = Said({}, {})
    for each in fields:
        if each.code in facts.texts:
            said.texts[each.code] = facts.texts[each.code]
        elif each.source.startswith("form:"):
            _take_from_form(each, facts, said)
        elif text := _fact(each.source, facts):
            said.texts[each.code] = text
    return said


def _take_from_form(each: Field, facts: Facts, said: Said) -> None:
    value = facts.values.get(form_key(each.source))
    if value not in (None, "", []):
        said.texts[each.code] = text = write_value(each.source, value)
        if text != value:
            said.plain[each.code] = value
    elif facts.former is not None and each.code in facts.former.texts:
        said.texts[each.code] = facts.former.texts[each.code]
        if each.code in facts.former.plain:
            said.plain[each.code] = facts.former.plain[each.code]


def _fact(source: str, facts: Facts) -> str:
    if source.startswith("text:"):
        return source.removeprefix("text:")
    known = {
        "holder.name": facts.holder.name, "holder.code": facts.holder.code, "holder.address": facts.holder.address,
        "holder.representative": facts.holder.representative, "organisation.name": facts.organisation_name,
        "issued_on": write_day(facts.issued_on), "number": facts.number, "case.number": facts.case_number,
        "valid_until": write_day(facts.valid_until) if facts.valid_until else LONG_TERM,
    }  # fmt: skip
    return known[source]
