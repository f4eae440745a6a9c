"""Admitting programs to the API, giving them keys, and closing them."""

import datetime as dt
import secrets
import uuid

from django.db import transaction
from django.db.models import Q

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.access import errors
from tongban.registers.access.models import Account, ApiClient, ClientKey
from tongban.registers.access.queries.accounts import get_account
from tongban.registers.access.rules.clients import KEPT_AT_MOST, PREFIX, check_client, digest_of
from tongban.registers.access.rules.roles import CLIENTS
from tongban.registers.regions import queries as regions


@transaction.atomic
def admit_client(
    *, name: str, region: str, by: Actor, now: dt.datetime, account_id: uuid.UUID | None = None, share: int = 1
) -> ApiClient:
    """A program of this region may call the API as the account, once it has a key; until then it opens nothing.

    Without `account_id` it gets an account of its own that nobody signs in to: its rights are the posts it is appointed
    to. Journals access.client_admitted. Raises NotAllowed access_not_allowed, NotFound (region_unknown,
    account_unknown), Invalid access.client_refused (by field).
    """
    _check_may(by, region)
    if faults := check_client(name, share):
        raise errors.client_refused(faults)
    regions.get_region(region)
    account = get_account(account_id) if account_id else _own_account(name.strip(), now)
    client = ApiClient.objects.create(
        account=account, made_account=account_id is None, name=name.strip(), region=region, share=share, admitted_at=now
    )
    _record("access.client_admitted", client, by, now)
    return client


@transaction.atomic
def make_key(client_id: uuid.UUID, *, by: Actor, now: dt.datetime, keep: dt.timedelta = dt.timedelta()) -> str:
    """A new key of the client, told this once; earlier ones open for `keep` longer (at most 30 days).

    Only the account itself makes keys to a person's account, else whoever admits programs could act as anybody.
    Journals access.client_key_made. Raises NotFound access.client_unknown, NotAllowed, Invalid access.client_refused.
    """
    client = _lock(client_id, by)
    if by.account != client.account_id and not client.made_account:
        raise errors.may_not(CLIENTS)
    if not dt.timedelta() <= keep <= KEPT_AT_MOST:
        raise errors.client_refused({"keep": ["out_of_range"]})
    _end_keys(client, at=now + keep)
    key = PREFIX + secrets.token_urlsafe(32)
    ClientKey.objects.create(digest=digest_of(key), client=client, made_at=now)
    _record("access.client_key_made", client, by, now)
    return key


@transaction.atomic
def close_client(client_id: uuid.UUID, *, by: Actor, now: dt.datetime) -> None:
    """None of its keys opens anything any more. Journals access.client_closed. Raises as `make_key`."""
    client = _lock(client_id, by)
    ApiClient.objects.filter(id=client.id).update(closed_at=now)
    _end_keys(client, at=now)
    _record("access.client_closed", client, by, now)


def _own_account(name: str, now: dt.datetime) -> Account:
    """Its phone is none, so that no sign-in ever finds it."""
    account = Account(id=uuid.uuid4(), phone=f"api-{secrets.token_hex(8)}", name=name, created_at=now)
    account.set_password(None)
    account.save(force_insert=True)
    return account


def _lock(client_id: uuid.UUID, by: Actor) -> ApiClient:
    """An open client that is the actor's own, or lies in a region whose clients the actor manages."""
    client: ApiClient | None = ApiClient.objects.select_for_update().filter(id=client_id, closed_at=None).first()
    if client is None:
        raise errors.client_unknown()
    if by.account != client.account_id:
        _check_may(by, client.region)
    return client


def _end_keys(client: ApiClient, *, at: dt.datetime) -> None:
    ClientKey.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), client=client).update(ends_at=at)


def _check_may(by: Actor, region: str) -> None:
    if by is not SYSTEM and not by.may(CLIENTS, region):
        raise errors.may_not(CLIENTS)


def _record(action: str, client: ApiClient, by: Actor, now: dt.datetime) -> None:
    audit.record(
        action, by=by, now=now, subject=f"client:{client.id}", region=client.region, account=str(client.account_id)
    )
