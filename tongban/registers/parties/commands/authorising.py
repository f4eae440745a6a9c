"""Authorisations: a party lets an account act for it, within limits, and takes that back at once."""

import datetime as dt
import uuid
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import new_id
from tongban.registers.parties import rules
from tongban.registers.parties.commands import journal
from tongban.registers.parties.commands.claims import lock_open
from tongban.registers.parties.commands.linking import own_person
from tongban.registers.parties.events import AuthorisationGranted, AuthorisationRevoked
from tongban.registers.parties.models import Authorisation, Party, PartyAccess
from tongban.registers.parties.queries.reach import check_may, get_party, survivor_of
from tongban.registers.parties.rules import Link, Mandate


@transaction.atomic
def authorise(
    *,
    principal: uuid.UUID,
    agent: uuid.UUID,
    actions: Iterable[str],
    valid_from: dt.date,
    valid_until: dt.date,
    reason: str,
    by: Actor,
    now: dt.datetime,
    items: Iterable[str] = (),
) -> uuid.UUID:
    """The account `agent` may do these actions for the principal, for these items (all where none is named), from the
    first to the last day, both included, at most three years. Returns the authorisation's id.

    Journals and emits parties.authorisation_granted. Raises NotFound, NotAllowed without `parties.authorise` (one's own
    file needs none), Conflict "party.closed", Invalid "authorisation.refused" or "party.refused" (by field),
    "party.account_unverified", "authorisation.agent_is_principal".
    """
    check_may(by, rules.AUTHORISE, get_party(principal), now=now)
    mandate = Mandate(frozenset(actions), frozenset(items), valid_from, valid_until)
    rules.check_mandate(mandate, rules.business_date(now))
    why = rules.read_fields(reason=partial(rules.read_purpose, reason))["reason"]
    agent_party = own_person(agent)
    party = lock_open(principal)
    if PartyAccess.objects.filter(account=agent, party=party.id).exclude(link=Link.AGENT).exists():
        raise Invalid("authorisation.agent_is_principal")
    row = _grant(party, agent, agent_party.id, mandate, why, by, now)
    PartyAccess.objects.create(account=agent, party=party.id, link=Link.AGENT, authorisation=row.id, since=now)
    _record_grant(party, row, by, now)
    return row.id


@transaction.atomic
def revoke(*, authorisation: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> bool:
    """From now on nobody acts under the authorisation. False when it was revoked before.

    The principal, staff with `parties.authorise` and the agent may revoke. Journals and emits
    parties.authorisation_revoked. Raises NotFound "authorisation.not_found", Invalid "party.refused".
    """
    row = Authorisation.objects.select_for_update().filter(id=authorisation).first()
    if row is None:
        raise NotFound("authorisation.not_found")
    principal = get_party(row.principal_id)
    _check_may_revoke(row, by, now)
    why = rules.read_fields(reason=partial(rules.read_purpose, reason))["reason"]
    if row.revoked_at is not None:
        return False
    Authorisation.objects.filter(id=row.id).update(revoked_at=now, revoked_by=by.account, revoked_reason=why)
    PartyAccess.objects.filter(authorisation=row.id).delete()
    journal.record("parties.authorisation_revoked", principal, by=by, now=now, purpose=why, authorisation=row.id)
    outbox.emit(AuthorisationRevoked(row.id, principal.id, row.agent), bucket=row.bucket, now=now)
    return True


def _record_grant(party: Party, row: Authorisation, by: Actor, now: dt.datetime) -> None:
    journal.record(
        "parties.authorisation_granted",
        party,
        by=by,
        now=now,
        purpose=row.reason,
        authorisation=row.id,
        agent=row.agent,
        actions=tuple(row.actions),
        items=tuple(row.items),
        until=row.valid_until.isoformat(),
    )
    outbox.emit(AuthorisationGranted(row.id, party.id, row.agent), bucket=party.bucket, now=now)


def _check_may_revoke(row: Authorisation, by: Actor, now: dt.datetime) -> None:
    if by.account is not None and by.account == row.agent:
        return
    try:
        check_may(by, rules.AUTHORISE, get_party(survivor_of(row.principal_id)), now=now)
    except NotFound:
        raise NotFound("authorisation.not_found") from None


def _grant(
    party: Party, agent: uuid.UUID, agent_party: uuid.UUID, mandate: Mandate, reason: str, by: Actor, now: dt.datetime
) -> Authorisation:
    return Authorisation.objects.create(
        id=new_id(party.bucket),
        principal=party,
        agent=agent,
        agent_party=agent_party,
        actions=sorted(mandate.actions),
        items=sorted(mandate.items),
        valid_from=mandate.valid_from,
        valid_until=mandate.valid_until,
        reason=reason,
        granted_by=by.account,
        granted_at=now,
    )
