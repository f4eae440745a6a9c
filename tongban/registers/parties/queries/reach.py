"""Who reaches which file: visibility is decided here and nowhere else. Merged parties count as their survivor."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.foundation.routing.prepared import fetch_one
from tongban.foundation.routing.rows import find_row
from tongban.registers.access.rules import CITIZEN
from tongban.registers.parties import rules
from tongban.registers.parties.models import Authorisation, MergedFile, Party, PartyAccess
from tongban.registers.parties.rules import Link

APPLICANT = """
SELECT party.kind, party.name,
    (SELECT survivor FROM parties_mergedfile WHERE party = %(holder)s) AS survivor,
    EXISTS (
        SELECT FROM parties_partyaccess WHERE account = %(account)s AND party = %(holder)s AND link <> 'agent'
    ) AS is_own,
    (
        SELECT json_agg(json_build_object('actions', given.actions, 'items', given.items, 'from', given.valid_from,
            'until', given.valid_until, 'is_revoked', given.revoked_at IS NOT NULL, 'is_here', given.id IS NOT NULL))
        FROM parties_partyaccess link
        LEFT JOIN parties_authorisation given ON given.id = link.authorisation AND given.bucket = %(bucket)s
        WHERE link.account = %(account)s AND link.party = %(holder)s AND link.link = 'agent'
    ) AS mandates
FROM (SELECT) AS always
LEFT JOIN parties_party party ON party.id = %(holder)s AND party.bucket = %(bucket)s
"""
"""Part of a larger statement, always one row: what `Applicant` is made of. `bucket` is the holder's."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """A party that somebody applies for: None of kind and name where there is no such file.

    `survivor` is set when the file was merged: then that one has to be asked for.
    """

    kind: str | None
    name: str | None
    survivor: uuid.UUID | None
    is_own: bool
    mandates: list[Mapping[str, Any]] | None

    def may_act(self, holder: uuid.UUID, account: uuid.UUID, action: str, *, now: dt.datetime, item: str) -> bool:
        """As `may_act_for`, which is asked where a mandate lies in a file that was merged into this one."""
        if self.is_own:
            return True
        mandates = self.mandates or ()
        if not all(mandate["is_here"] for mandate in mandates):
            return may_act_for(account, holder, action, now=now, item=item)
        today = rules.business_date(now)
        return any(rules.covers(_mandate(mandate), action, item, today) for mandate in mandates)


def _mandate(told: Mapping[str, Any]) -> rules.Mandate:
    first, last = (dt.date.fromisoformat(told[end]) for end in ("from", "until"))
    return rules.Mandate(
        frozenset(told["actions"]), frozenset(told["items"]), first, last, is_revoked=told["is_revoked"]
    )


def get_party(party_id: uuid.UUID) -> Party:
    """The row itself, for commands and for queries that decide visibility. Raises NotFound("party.not_found")."""
    party = find_row(Party, party_id)
    if party is None:
        raise NotFound("party.not_found")
    return party


def survivor_of(party_id: uuid.UUID) -> uuid.UUID:
    """The open file this party belongs to now: where new rows go. Itself unless it was merged."""
    merged = fetch_one("SELECT survivor FROM parties_mergedfile WHERE party = %(party)s", {"party": party_id})
    return merged[0] if merged else party_id


def list_part_ids(survivor: uuid.UUID) -> list[uuid.UUID]:
    """The parties whose buckets make up this open file, itself first."""
    merged = MergedFile.objects.filter(survivor=survivor).order_by("merged_at", "party")
    return [survivor, *merged.values_list("party", flat=True)]


_WHOLE_FILE = """
SELECT head.survivor, ARRAY(
    SELECT party FROM parties_mergedfile part WHERE part.survivor = head.survivor ORDER BY merged_at, party
)
FROM (
    SELECT coalesce((SELECT survivor FROM parties_mergedfile WHERE party = %(party)s), %(party)s::uuid) AS survivor
) AS head
"""


def list_whole_file(party_id: uuid.UUID) -> list[uuid.UUID]:
    """The parties whose buckets make up the open file that this party belongs to now, the open one first.

    `list_part_ids(survivor_of(party_id))` in one statement, which almost every look at somebody's rows begins with.
    """
    survivor, merged = fetch_one(_WHOLE_FILE, {"party": party_id}) or (party_id, [])
    return [survivor, *merged]


def may_act_for(account: uuid.UUID, party_id: uuid.UUID, *actions: str, now: dt.datetime, item: str = "") -> bool:
    """True when the account may do one of these for the party now; asking for several costs as much as for one.

    For itself and as legal representative: anything. As an agent: what an authorisation in force names; one that is
    limited to items covers only an `item` it names. A merged party counts as its survivor.
    """
    links = list(PartyAccess.objects.filter(account=account, party=survivor_of(party_id)))
    if any(link.link != Link.AGENT for link in links):
        return True
    granted = [link.authorisation for link in links if link.authorisation]
    today = rules.business_date(now)
    mandates = [row.mandate() for row in Authorisation.objects.filter(id__in=granted)]
    return any(rules.covers(mandate, action, item, today) for mandate in mandates for action in actions)


def check_may(actor: Actor, action: str, party: Party, *, now: dt.datetime) -> None:
    """Raises NotAllowed("party.not_allowed"), or NotFound for somebody who may not even read the file."""
    if _may(actor, action, party, now):
        return
    if action != rules.READ and _may(actor, rules.READ, party, now):
        raise NotAllowed("party.not_allowed", action=action)
    raise NotFound("party.not_found")


def _may(actor: Actor, action: str, party: Party, now: dt.datetime) -> bool:
    """By a post over the party's region, or as a citizen for one's own file."""
    if rules.has_grant(actor, action, party.region):
        return True
    if actor.account is None or actor.role != CITIZEN or action not in rules.OF_OWN_FILE:
        return False
    return may_act_for(actor.account, party.id, action, now=now)
