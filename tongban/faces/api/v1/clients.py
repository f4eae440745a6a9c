"""Programs that call the API: admitting one, giving it a key, closing it."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from tongban.faces.api import bodies
from tongban.faces.api.bodies import Told
from tongban.faces.api.problems import Problem
from tongban.faces.api.v1.actors import actor_of
from tongban.registers.access import commands, queries

router = Router(tags=["clients"])
_REFUSALS = dict.fromkeys((400, 401, 403, 404, 405, 413, 414, 415, 422, 429), Problem)


class NewClient(Told):
    name: str = Field(max_length=100)
    region: str = Field(pattern="^[0-9]{12}$", description="Whose programs it shares the capacity with")
    account: uuid.UUID | None = Field(None, description="As whom it acts; without it an account of its own is made")
    share: int = Field(1, description="Its weight among those that call, 1 to 100")


class Client(Schema):
    id: uuid.UUID
    name: str
    region: str
    share: int
    account: uuid.UUID = Field(alias="account_id", description="Appoint it to posts, or let it act for a party")
    admitted_at: dt.datetime


class NewKey(Told):
    keep_days: int = Field(0, ge=0, le=30, description="How long earlier keys still open")


class Key(Schema):
    key: str = Field(description="Told this once: `Authorization: Bearer <key>`")


class Asked(Schema):
    region: str = Field(pattern="^[0-9]{12}$", description="Its subtree")


class Clients(Schema):
    items: list[Client]
    next: str | None = Field(description="Null: they come all at once")


@router.get("/clients", response={200: Clients} | _REFUSALS, operation_id="list_clients", by_alias=False)
def list_clients(request: HttpRequest, asked: Query[Asked]) -> Any:
    """Open clients of a region, by name, for whoever manages them there."""
    return {"items": queries.list_clients(asked.region, by=actor_of(request)), "next": None}


@router.post("/clients", response={201: Client} | _REFUSALS, operation_id="admit_client", by_alias=False)
def admit(request: HttpRequest, told: NewClient) -> Status[Any]:
    """One more client, for whoever manages them in that region. It opens nothing before it has a key."""
    by = actor_of(request)
    bodies.check(told.model_dump())
    made = commands.admit_client(
        name=told.name, region=told.region, account_id=told.account, share=told.share, by=by, now=timezone.now()
    )
    return Status(201, made)


@router.post("/clients/{client_id}/keys", response={201: Key} | _REFUSALS, operation_id="make_key")
def make_key(request: HttpRequest, client_id: uuid.UUID, told: NewKey) -> Status[Any]:
    """A new key: for a person's client only that person makes one, else whoever manages clients in its region."""
    by, keep = actor_of(request), dt.timedelta(days=told.keep_days)
    return Status(201, {"key": commands.make_key(client_id, by=by, now=timezone.now(), keep=keep)})


@router.api_operation(["DELETE"], "/clients/{client_id}", response={204: None} | _REFUSALS, operation_id="close_client")
def close(request: HttpRequest, client_id: uuid.UUID) -> Status[Any]:
    """None of its keys opens anything any more."""
    commands.close_client(client_id, by=actor_of(request), now=timezone.now())
    return Status(204, None)
