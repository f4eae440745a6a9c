"""Programs that call the API: whose key this is, and which there are in a region."""

import datetime as dt
import uuid
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Key:
    """When a key was made, and from when it opens nothing."""

    made_at: dt.datetime
    ends_at: dt.datetime | None

    def opens(self, now: dt.datetime) -> bool:
        return self.ends_at is None or self.ends_at > now


def find_caller(key: str, *, now: dt.datetime) -> Caller | None:
    """Whose key this is, in one statement; None for one that was never given, has ended, or whose account is closed."""
    if len(key) != KEY_LENGTH or not key.startswith(PREFIX) or not key.isascii():
        return None
    open_now = Q(ends_at=None) | Q(ends_at__gt=now)
    found = ClientKey.objects.filter(open_now, digest=digest_of(key), client__account__is_active=True)
    row = found.select_related("client__account").first()
    return Caller(row.client.account, row.client.region, row.client.share) if row else None


def list_clients(
    region: str, *, by: Actor, text: str = "", start: int = 0, limit: int | None = None
) -> list[ApiClient]:
    """The open clients of the region's subtree by name, from the `start`th on; `text` is looked for in the name.

    Raises NotAllowed without access.manage_clients there.
    """
    if by is not SYSTEM and not by.may(CLIENTS, region):
        raise errors.may_not(CLIENTS)
    clients = ApiClient.objects.filter(region__range=subtree(region), closed_at=None)
    if text:
        clients = clients.filter(name__icontains=text)
    return list(clients.order_by("name", "id")[start : None if limit is None else start + limit])


def get_client(client_id: uuid.UUID, *, by: Actor) -> ApiClient:
    """An open client with its account. Raises NotFound access.client_unknown, also beyond access.manage_clients."""
    client = ApiClient.objects.select_related("account").filter(id=client_id, closed_at=None).first()
    if client is None or not by.may(CLIENTS, client.region):
        raise errors.client_unknown()
    return client


def list_keys(clients: Sequence[ApiClient]) -> dict[uuid.UUID, list[Key]]:
    """When each key of these clients was made and until when it opens (None: no end), newest first; no key itself."""
    keys = ClientKey.objects.filter(client__in=[client.id for client in clients]).order_by("-made_at")
    found: dict[uuid.UUID, list[Key]] = {client.id: [] for client in clients}
    for client, made_at, ends_at in keys.values_list("client", "made_at", "ends_at"):
        found[client].append(Key(made_at, ends_at))
    return found
