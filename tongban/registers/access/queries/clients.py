"""Programs that call the API: whose key this is, and which there are in a region."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.access import errors
from tongban.registers.access.models import Account, ApiClient, ClientKey
from tongban.registers.access.rules.clients import KEY_LENGTH, PREFIX, digest_of
from tongban.registers.access.rules.roles import CLIENTS
from tongban.registers.regions.rules import subtree


@dataclass(frozen=True, slots=True)
class Caller:
    """The program behind a key: the account it acts as, the region it stands for, and its weight among others."""

    account: Account
    region: str
    share: int


def find_caller(key: str, *, now: dt.datetime) -> Caller | None:
    """Whose key this is, in one statement; None for one that was never given, has ended, or whose account is closed."""
    if len(key) != KEY_LENGTH or not key.startswith(PREFIX) or not key.isascii():
        return None
    open_now = Q(ends_at=None) | Q(ends_at__gt=now)
    found = ClientKey.objects.filter(open_now, digest=digest_of(key), client__account__is_active=True)
    row = found.select_related("client__account").first()
    return Caller(row.client.account, row.client.region, row.client.share) if row else None


def list_clients(region: str, *, by: Actor) -> list[ApiClient]:
    """The open clients of the region's subtree by name. Raises NotAllowed without access.manage_clients there."""
    if by is not SYSTEM and not by.may(CLIENTS, region):
        raise errors.may_not(CLIENTS)
    clients = ApiClient.objects.filter(region__range=subtree(region), closed_at=None)
    return list(clients.order_by("name", "id"))
