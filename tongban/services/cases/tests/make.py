"""Makers: an item that takes cases, an applicant, staff of its body, and cases as far as a test wants them."""

import datetime as dt
import itertools
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.calendars import commands as calendars
from tongban.registers.calendars.rules.clock import OFFICE_ZONE
from tongban.registers.catalogue.tests import make as catalogue
from tongban.registers.parties.tests import make as parties
from tongban.registers.regions.rules import subtree
from tongban.services.cases import commands
from tongban.services.cases.commands import Application, Receipt
from tongban.services.cases.models import Case
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.rules.words import Channel

REGION, BODY = catalogue.COUNTY, catalogue.BODY
FORM: dict[str, Any] = {
    "title": "高龄津贴申请表",
    "sections": [
        {
            "title": "申请人",
            "fields": [
                {"element": "person.name", "required": True, "key": "name"},
                {"element": "person.phone", "required": False, "key": "phone"},
            ],
        }
    ],
}
STEPS: list[dict[str, Any]] = [
    {"code": "s1", "kind": "apply", "lane": "applicant", "name": "申请"},
    {"code": "s2", "kind": "accept", "lane": "window", "name": "受理", "limit": 1, "limit_unit": "1"},
    {"code": "s3", "kind": "check", "lane": "department", "name": "初审", "limit": 2, "limit_unit": "1"},
    {"code": "s4", "kind": "decide", "lane": "department", "name": "决定", "limit": 2, "limit_unit": "1"},
]
MATERIALS: list[dict[str, Any]] = [
    {"code": "m1", "name": "居民身份证", "need": "1", "source": "20", "licence": True},
    {"code": "m2", "name": "银行卡", "need": "3", "source": "10"},
]
CARD = Given("m1", How.LICENCE, reference="居民身份证")
BANK = Given("m2", How.PAPER)
COPY = Given("m1", How.PAPER)
"""The identity card on paper: what was fetched as a licence is verified, and no longer to be asked for."""
_keys = itertools.count(1)


@dataclass(frozen=True)
class World:
    """An item that takes cases, somebody who may apply for it, and everybody at its body."""

    item: str
    holder: uuid.UUID
    citizen: Actor
    clerk: Actor
    reviewer: Actor
    approver: Actor
    head: Actor
    supervisor: Actor


def world(now: dt.datetime, **content: Any) -> World:
    """`content` changes the item's common elements, `defaults` its individual ones."""
    told: dict[str, Any] = {"materials": MATERIALS, "steps": STEPS, "tolerant": True, "form": FORM}
    told["special_procedures"] = ["hearing", "expert_review"]
    item = catalogue.published(now, **(told | content))
    holder = parties.person(now, 1)
    assert item.code is not None
    return World(
        item.code, holder, parties.account(now, 1), staff(rights.ACCEPT, rights.DELIVER), staff(rights.REVIEW),
        staff(rights.REVIEW, rights.DECIDE), staff(rights.EXTEND), staff(rights.SUPERVISE),
    )  # fmt: skip


def staff(*actions: str, region: str = REGION, organisation: str | None = BODY) -> Actor:
    grants = tuple(Grant(action, *subtree(region), organisation) for action in (rights.READ, *actions))
    return Actor(uuid.uuid4(), "test", organisation, region, grants)


def desk(*actions: str) -> Actor:
    """Somebody of the body who takes work from its list."""
    return staff("worklist.claim", *actions)


def holiday(day: str, now: dt.datetime) -> None:
    """A day of late 2026, as "11-30", on which nobody works in the region: decided at `now`."""
    calendars.load_notice(
        number=f"样例〔2026〕{day}号", year=2026, region=REGION, published_on=now.date(), settles_year=False,
        days={at(f"{day} 12:00").date(): (False, "样例假日")}, by=SYSTEM, now=now,
    )  # fmt: skip


def application(world: World, **told: Any) -> Application:
    given: dict[str, Any] = {
        "item": world.item, "holder": world.holder, "channel": Channel.WEB, "values": {"name": "样例甲"},
        "materials": (CARD, BANK),
    }  # fmt: skip
    return Application(**(given | told))


def submitted(world: World, now: dt.datetime, *, key: str = "", by: Actor | None = None, **told: Any) -> Receipt:
    return commands.submit(
        application=application(world, **told), key=key or f"key-{next(_keys):08d}", by=by or world.citizen, now=now
    )


def accepted(world: World, now: dt.datetime, **told: Any) -> Case:
    return commands.accept(case_id=submitted(world, now, **told).case, by=world.clerk, now=now)


def at_decision(world: World, now: dt.datetime, **told: Any) -> Case:
    case = accepted(world, now, **told)
    return commands.pass_on(case_id=case.id, opinion="初审通过", by=world.reviewer, now=now)


def told_to_correct(world: World, now: dt.datetime, *about: str, **told: Any) -> Case:
    defects = [Defect(each, "请重新提交") for each in about or ("m2",)]
    told = {"materials": (COPY, BANK)} | told
    return commands.request_correction(
        case_id=submitted(world, now, **told).case, defects=defects, by=world.clerk, now=now
    )


@dataclass(frozen=True)
class Left:
    """How many rows a case has left behind."""

    events: int
    documents: int
    journal: int
    told: int
    version: int


def left(case_id: uuid.UUID) -> Left:
    """Event rows, documents, journal rows and outbox events of steps, and the version of the case."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"id": case_id, "bucket": bucket_of(case_id), "subject": f"case:{case_id}"})
        return Left(*cursor.fetchone())


_LEFT = """
SELECT (SELECT count(*) FROM cases_caseevent WHERE case_id = c.id AND bucket = c.bucket),
    (SELECT count(*) FROM cases_casedocument WHERE case_id = c.id AND bucket = c.bucket),
    (SELECT count(*) FROM audit_journalrow WHERE subject = %(subject)s AND bucket = c.bucket
        AND action <> 'cases.step_refused'),
    (SELECT count(*) FROM outbox_outboxevent WHERE payload->>'case' = %(id)s::text AND bucket = c.bucket
        AND name = 'cases.step_taken'),
    c.version
FROM cases_case c WHERE c.id = %(id)s AND c.bucket = %(bucket)s
"""


def refusals(case_id: uuid.UUID) -> int:
    """How many refused attempts at the case stand in the journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_journalrow WHERE subject = %s AND action = 'cases.step_refused'"
            " AND bucket = %s",
            [f"case:{case_id}", bucket_of(case_id)],
        )
        return int(cursor.fetchone()[0])


def at(text: str) -> dt.datetime:
    """An instant of November or December 2026 in Shanghai, as "11-25 09:30"."""
    return dt.datetime.fromisoformat(f"2026-{text}").replace(tzinfo=OFFICE_ZONE)
