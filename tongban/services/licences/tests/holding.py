"""Makers: licences that somebody holds, of types made with them; staff who may fetch them; what is left behind."""

import datetime as dt
import itertools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.catalogue.tests import make as catalogue
from tongban.registers.parties.tests import make as parties
from tongban.registers.regions.rules import subtree
from tongban.services.licences import commands
from tongban.services.licences.commands import TypeContent
from tongban.services.licences.models import Licence, LicenceType, LookUp
from tongban.services.licences.rules.fetching import FETCH
from tongban.services.licences.tests import make

REGION, BODY = catalogue.COUNTY, catalogue.BODY
_serials = itertools.count(500)


@dataclass(frozen=True)
class World:
    """An item that asks for licences, somebody who may apply for it, and staff of its body who may not fetch."""

    item: str
    holder: uuid.UUID
    citizen: Actor
    reviewer: Actor


def world(now: dt.datetime, materials: Sequence[Mapping[str, Any]]) -> World:
    item = catalogue.published(now, materials=list(materials))
    assert item.code is not None
    return World(item.code, parties.person(now, 1), parties.account(now, 1), staff("cases.review"))


def staff(*actions: str, organisation: str | None = BODY) -> Actor:
    grants = tuple(Grant(action, *subtree(REGION), organisation) for action in actions)
    return Actor(uuid.uuid4(), "test", organisation, REGION, grants)


def held(holder: uuid.UUID, type_name: str, now: dt.datetime, **told: Any) -> Licence:
    """One more licence of the holder's, decided a year ago and without an end; data only. `told`: columns set after."""
    kind = LicenceType.objects.filter(name=type_name).first()
    entry = kind.sources.get().entry if kind else _add_type(type_name, now)
    decided_at = now - dt.timedelta(days=365)
    licence = make.recorded(
        holder, now, item=f"{make.BODY}4{entry}01", decided_at=decided_at, organisation=BODY,
        organisation_name="样例局",
    )  # fmt: skip
    Licence.objects.filter(id=licence.id).update(**({"valid_until": None} | told))
    return Licence.objects.get(id=licence.id)


def _add_type(name: str, now: dt.datetime) -> str:
    serial = next(_serials)
    entry = f"{serial:012d}"
    fields = [{"code": "name", "name": "姓名或者名称", "name_en": "Name", "source": "holder.name", "required": True}]
    content = TypeContent(
        code=f"{make.DEFINER}{serial}", name=name, kind="licence", holder_kind="both", fields=fields,
        validity={"unit": "long_term"}, numbering="YZ{year}{serial}", sources={entry: "issue"},
    )  # fmt: skip
    commands.add_type(content=content, by=SYSTEM, now=now)
    return entry


def clerk(*, account: uuid.UUID | None = None) -> Actor:
    """Somebody at the body's window who may fetch licences."""
    made = staff(FETCH)
    return replace(made, account=account or made.account)


def reader(account: uuid.UUID) -> Actor:
    """Somebody at a desk who reads what they were told."""
    return Actor(account, "supervisor")


def looks(holder: uuid.UUID) -> list[tuple[str, str, str]]:
    """The holder's history: type, basis and refusal, the oldest first."""
    rows = LookUp.objects.filter(bucket=bucket_of(holder), holder=holder).order_by("at", "type_name", "id")
    return list(rows.values_list("type_name", "basis", "refusal"))


def journal(action: str) -> int:
    """How many rows of this action stand in the journal."""
    return _count("audit_journalrow", "action", action)


def told(event: str) -> int:
    """How many events of this name wait in the outbox."""
    return _count("outbox_outboxevent", "name", event)


def _count(table: str, column: str, value: str) -> int:
    with fan_out_allowed("a test counts"), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [value])
        return int(cursor.fetchone()[0])
