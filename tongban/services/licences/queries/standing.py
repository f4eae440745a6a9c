"""Which licence stands for which material of an application, and who stands for an applicant with their own papers."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.parties.rules import Kind
from tongban.services.licences.models import Licence
from tongban.services.licences.queries.usable import list_usable
from tongban.services.licences.rules.fetching import USE, type_of
from tongban.services.licences.rules.whose import Whose, whose_paper

Row = Mapping[str, Any]
REPRESENTING, ACTING = frozenset({Whose.REPRESENTATIVE, Whose.ACTING}), frozenset({Whose.ACTING})


def list_standing(
    materials: Sequence[Row], *, holder: uuid.UUID, item: str, persons: Collection[uuid.UUID] = (), now: dt.datetime
) -> dict[str, Licence]:
    """Code of a material → the licence that stands for it now, each the one that holds longest of its type.

    The holder's own; and where a material wants a person's who represents or acts for them (`rules.whose`), that of
    one of `persons` who does. Nobody else's is ever among them. Whoever asks has made sure of consent or basis.
    """
    types = {row["code"]: name for row in materials if (name := type_of(row))}
    if not types:
        return {}
    owner = parties.survivor_of(holder)
    whose = _list_whose([row for row in materials if row["code"] in types], owner)
    asked = {owner: [code for code in types if whose[code] is Whose.HOLDER]}
    if any(each is not Whose.HOLDER for each in whose.values()):
        for person in dict.fromkeys(parties.survivor_of(each) for each in persons):
            roles = roles_of(person, owner, item=item, now=now)
            asked.setdefault(person, []).extend(code for code in types if whose[code] in roles)
    found: dict[str, Licence] = {}
    for party, codes in asked.items():
        usable = {each.type_name: each for each in list_usable(party, [types[code] for code in codes], now=now)}
        found = {code: usable[types[code]] for code in codes if types[code] in usable} | found
    return {code: found[code] for code in types if code in found}


def roles_of(person: uuid.UUID, holder: uuid.UUID, *, item: str, now: dt.datetime) -> frozenset[Whose]:
    """For whose papers this person stands in an application of the holder's; empty for a stranger to it."""
    if person == holder:
        return ACTING
    if parties.is_representative(person, holder):
        return REPRESENTING
    return ACTING if parties.is_agent(person, holder, USE, now=now, item=item) else frozenset()


def _list_whose(materials: Sequence[Row], owner: uuid.UUID) -> dict[str, Whose]:
    is_person = get_party(owner).kind == Kind.PERSON
    return {row["code"]: whose_paper(row, holder_is_person=is_person) for row in materials}
