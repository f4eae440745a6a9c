"""Linking accounts to the parties they are, or lawfully represent: only by an identity that somebody has verified."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed
from tongban.registers.access.rules import CITIZEN
from tongban.registers.identifiers.rules.holder_code import Type
from tongban.registers.parties import rules
from tongban.registers.parties.commands import journal
from tongban.registers.parties.commands.claims import lock_survivor
from tongban.registers.parties.commands.registering import Registered, find_or_create
from tongban.registers.parties.models import DocumentNumber, Party, PartyAccess
from tongban.registers.parties.queries import find_own_party
from tongban.registers.parties.queries.acting import represents
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.parties.rules import Given, Kind, Link, RealName
from tongban.registers.parties.sealing import index_of
from tongban.registers.regions import queries as regions


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPerson:
    """Who an account's owner is, as an identity provider or a clerk with the document in hand vouches for.

    `source` names who vouches. A face never fills this from a form.
    """

    name: str
    document_kind: str
    number: str
    region: str
    level: RealName
    source: str


@transaction.atomic
def link_person(*, account: uuid.UUID, person: VerifiedPerson, by: Actor, now: dt.datetime) -> Registered:
    """The account is linked to the person's file, which is made if there is none; its level is at least this one.

    Several accounts may be one person; an account is one person at most. Journals parties.account_linked. Raises
    NotAllowed "party.not_allowed" unless `by` is the platform or holds `parties.verify` over the region, NotFound
    region_unknown, Invalid "party.refused", Conflict "party.name_differs" or "party.account_linked_already".
    """
    if not rules.has_grant(by, rules.VERIFY, person.region):
        raise NotAllowed("party.not_allowed", action=rules.VERIFY)
    if person.level is RealName.NONE:
        raise Invalid("party.refused", {"level": ["party.level_unknown"]})
    regions.get_region(person.region)
    given = Given(name=person.name, document_kind=person.document_kind, number=person.number)
    details = rules.read_details(Kind.PERSON, given)
    registered = find_or_create(Kind.PERSON, details, person.region, by=by, now=now)
    party = lock_survivor(registered.party)
    link, is_new = PartyAccess.objects.get_or_create(
        account=account, link=Link.SELF, defaults={"party": party.id, "since": now}
    )
    if link.party != party.id:
        raise Conflict("party.account_linked_already")
    if is_new or person.level > party.real_name_level:
        _vouch(party, account, person, by, now)
    return Registered(party.id, registered.is_new)


@transaction.atomic
def link_representative(*, account: uuid.UUID, credit_code: str, by: Actor, now: dt.datetime) -> uuid.UUID:
    """The account acts for the enterprise as its legal representative; returns the enterprise's file.

    The account's own verified person must bear the document that the enterprise's file names. Doing it again changes
    nothing. Journals parties.account_linked. Raises Invalid "party.refused" (credit_code) or
    "party.account_unverified", NotAllowed "party.not_representative", the same whether there is no such enterprise or
    it has another representative.
    """
    if by is not SYSTEM and not (by.role == CITIZEN and by.account == account):
        raise NotAllowed("party.not_representative")
    read = rules.read_fields(credit_code=partial(rules.read_document, Kind.ENTERPRISE, Type.CREDIT_CODE, credit_code))
    number = DocumentNumber.objects.filter(value=index_of(read["credit_code"])).first()
    person = own_person(account)
    if number is None:
        raise NotAllowed("party.not_representative")
    enterprise = lock_survivor(number.party)
    if not represents(person, enterprise):
        raise NotAllowed("party.not_representative")
    _, is_new = PartyAccess.objects.get_or_create(
        account=account, party=enterprise.id, link=Link.REPRESENTATIVE, defaults={"since": now}
    )
    if is_new:
        link = Link.REPRESENTATIVE
        journal.record("parties.account_linked", enterprise, by=by, now=now, account_linked=account, link=link)
    return enterprise.id


def own_person(account: uuid.UUID) -> Party:
    """The verified person this account is. Raises Invalid "party.account_unverified"."""
    own = find_own_party(account)
    if own is None:
        raise Invalid("party.account_unverified")
    return get_party(own)


def _vouch(party: Party, account: uuid.UUID, person: VerifiedPerson, by: Actor, now: dt.datetime) -> None:
    level = max(person.level, party.real_name_level)
    Party.objects.filter(id=party.id).update(real_name_level=level)
    journal.record(
        "parties.account_linked",
        party,
        by=by,
        now=now,
        account_linked=account,
        link=Link.SELF,
        level=int(level),
        source=person.source,
    )
