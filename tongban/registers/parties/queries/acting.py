"""Which parties an account may act for, and why. The registry is asked first, then the buckets it names."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.prepared import fetch_one
from tongban.registers.identifiers.rules.holder_code import HolderCode, Type
from tongban.registers.parties import rules
from tongban.registers.parties.models import Authorisation, MergedFile, Party, PartyAccess
from tongban.registers.parties.queries.reach import check_may, get_party, list_part_ids, list_whole_file, survivor_of
from tongban.registers.parties.queries.vouching import names
from tongban.registers.parties.rules import Link
from tongban.registers.parties.sealing import Purpose, unseal

_OWN = "SELECT party FROM parties_partyaccess WHERE account = %(account)s AND link = 'self'"


@dataclass(frozen=True, slots=True)
class ActsFor:
    """A party an account may act for. `actions`, `items` and `valid_until` are set for an agent only."""

    party: uuid.UUID
    kind: str
    name: str
    document_masked: str
    link: Link
    authorisation: uuid.UUID | None = None
    actions: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AuthorisationView:
    """An authorisation as the principal sees it; `in_force` on the day asked for."""

    id: uuid.UUID
    agent: uuid.UUID
    agent_party: uuid.UUID
    actions: frozenset[str]
    items: frozenset[str]
    valid_from: dt.date
    valid_until: dt.date
    reason: str
    granted_at: dt.datetime
    revoked_at: dt.datetime | None
    in_force: bool


def list_parties_of(account: uuid.UUID, *, now: dt.datetime) -> list[ActsFor]:
    """The parties this account may act for today: itself, enterprises it represents, then as an agent."""
    links = list(PartyAccess.objects.filter(account=account))
    parties = {party.id: party for party in Party.objects.filter(id__in=[link.party for link in links])}
    granted = [link.authorisation for link in links if link.authorisation]
    mandates = {row.id: row.mandate() for row in Authorisation.objects.filter(id__in=granted)}
    today = rules.business_date(now)
    acts = []
    for link in links:
        mandate = mandates.get(link.authorisation) if link.authorisation else None
        if mandate is None or rules.is_in_force(mandate, today):
            acts.append(_acts_for(parties[link.party], link, mandate))
    order = list(Link)
    return sorted(acts, key=lambda one: (order.index(one.link), one.name, one.party))


def find_own_party(account: uuid.UUID) -> uuid.UUID | None:
    """The account's own person file, or None while it is not linked to one."""
    row = fetch_one(_OWN, {"account": account})
    return row[0] if row else None


def list_own_files(account: uuid.UUID) -> list[uuid.UUID]:
    """The parties in whose buckets the account's own files lie: its person, the enterprises it represents, and every
    file merged into one of them. One statement.
    """
    own = PartyAccess.objects.filter(account=account, link__in=(Link.SELF, Link.REPRESENTATIVE)).values_list("party")
    return [party for (party,) in own.union(MergedFile.objects.filter(survivor__in=own).values_list("party"))]


def list_own_accounts(party_id: uuid.UUID) -> list[uuid.UUID]:
    """The accounts whose own file this open one is, or that represent it; the longest linked first."""
    links = PartyAccess.objects.filter(party=party_id, link__in=(Link.SELF, Link.REPRESENTATIVE))
    return list(links.order_by("since", "account").values_list("account", flat=True))


def is_representative(person: uuid.UUID, enterprise: uuid.UUID) -> bool:
    """Whether the person bears the document of the legal representative that the enterprise's file names now.

    Nothing is shown of either file. Raises NotFound("party.not_found").
    """
    return represents(get_party(survivor_of(person)), get_party(survivor_of(enterprise)))


def represents(person: Party, enterprise: Party) -> bool:
    """The same of the two rows."""
    number = unseal(person.document_sealed, Purpose.DOCUMENT, person.id)
    return names(enterprise, HolderCode(Type(person.document_kind), number))


def is_agent(person: uuid.UUID, principal: uuid.UUID, action: str, *, now: dt.datetime, item: str = "") -> bool:
    """Whether an authorisation in force lets the person do this for the principal; `item` as in `may_act_for`."""
    given = Authorisation.objects.filter(
        principal__in=list_whole_file(principal), agent_party__in=list_whole_file(person)
    )
    return any(rules.covers(row.mandate(), action, item, rules.business_date(now)) for row in given)


def list_authorisations(actor: Actor, party_id: uuid.UUID, *, now: dt.datetime) -> list[AuthorisationView]:
    """Every authorisation the party ever gave, newest first. Raises NotFound, NotAllowed as `get_file` does."""
    party = get_party(survivor_of(party_id))
    check_may(actor, rules.AUTHORISE, party, now=now)
    rows = Authorisation.objects.filter(principal__in=list_part_ids(party.id)).order_by("-granted_at", "-id")
    return [_authorisation(row, rules.business_date(now)) for row in rows]


def _acts_for(party: Party, link: PartyAccess, mandate: rules.Mandate | None) -> ActsFor:
    known = (party.id, party.kind, party.name, party.document_masked, Link(link.link))
    if mandate is None:
        return ActsFor(*known)
    return ActsFor(*known, link.authorisation, mandate.actions, mandate.items, mandate.valid_until)


def _authorisation(row: Authorisation, today: dt.date) -> AuthorisationView:
    mandate = row.mandate()
    return AuthorisationView(
        id=row.id,
        agent=row.agent,
        agent_party=row.agent_party,
        actions=mandate.actions,
        items=mandate.items,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        reason=row.reason,
        granted_at=row.granted_at,
        revoked_at=row.revoked_at,
        in_force=rules.is_in_force(mandate, today),
    )
