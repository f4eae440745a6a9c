"""Whose account a sign-in by electronic business licence opens, bound to the enterprise that signed."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.outside.rules import Answer
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.access.rules import RealNameLevel, read_phone
from tongban.registers.parties import commands as parties
from tongban.registers.parties import queries as files
from tongban.registers.parties.commands import VerifiedPerson
from tongban.registers.parties.queries import ActsFor, Recognised
from tongban.registers.parties.rules import Link, RealName
from tongban.registers.signatures import errors
from tongban.registers.signatures.rules import Role

SOURCE = "business_licence"


def find_accounts(known: Recognised, *, now: dt.datetime, action: str = "", item: str = "") -> list[uuid.UUID]:
    """The person's accounts that act for the enterprise now: as its representative, or under an authorisation in
    force that covers the action for the item (any, where none is asked for).
    """
    own = files.list_own_accounts(known.person) if known.person else []
    return [
        account
        for account in own
        if any(
            acts.party == known.enterprise and _covers(acts, action, item)
            for acts in files.list_parties_of(account, now=now)
        )
    ]


def _covers(acts: ActsFor, action: str, item: str) -> bool:
    if acts.link is not Link.AGENT or not action:
        return True
    return action in acts.actions and (not acts.items or item in acts.items)


def bind_account(answer: Answer, credit_code: str, known: Recognised, *, now: dt.datetime) -> uuid.UUID:
    """The account of the person who confirmed: theirs, that of the phone the platform tells, or a new one.

    It stands at level 3 (the platform compared the face when the licence was fetched) and is that person's; a
    representative's represents the enterprise from now on. Raises NotAllowed signature.phone_missing,
    .account_of_another, and as `parties.link_person` and `link_representative`.
    """
    account = _choose(answer, known, now)
    person = VerifiedPerson(
        name=answer.person["name"], document_kind=answer.person["document_kind"], number=answer.person["number"],
        region=known.region, level=RealName.FACE, source=SOURCE,
    )  # fmt: skip
    parties.link_person(account=account, person=person, by=SYSTEM, now=now)
    access.raise_real_name_level(
        account_id=account, level=RealNameLevel.IN_PERSON, proven_by=SOURCE, by=SYSTEM, now=now
    )
    if answer.role == Role.REPRESENTATIVE:
        parties.link_representative(account=account, credit_code=credit_code, by=SYSTEM, now=now)
    return account


def _choose(answer: Answer, known: Recognised, now: dt.datetime) -> uuid.UUID:
    acting = find_accounts(known, now=now)
    own = acting or (files.list_own_accounts(known.person) if known.person else [])
    if own:
        return own[0]
    phone = read_phone(answer.person["phone"])
    if phone is None:
        raise errors.refused("signature.phone_missing")
    account = accounts.find_account(phone)
    if account is None:
        name, level = answer.person["name"], RealNameLevel.IN_PERSON
        return access.register(phone=phone, name=name, password=None, level=level, now=now).id
    if files.find_own_party(account.id) is not None:
        raise errors.refused("signature.account_of_another")
    return account.id
