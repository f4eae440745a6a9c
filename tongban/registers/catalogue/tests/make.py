"""Entries, leaves and items for tests, made through the commands."""

import datetime as dt
import uuid
from typing import Any

from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.models import Entry, Item, ItemDraft, Leaf, LeafVersion, Place, Run
from tongban.registers.orgs import commands as orgs
from tongban.registers.regions.rules import subtree
from tongban.registers.regions.tests import make as regions

PROVINCE, CITY, COUNTY, TOWN, VILLAGE = (
    "420000000000", "420900000000", "420902000000", "420902001000", "420902001001",
)  # fmt: skip
CODE = "420120001000"
BODY = "TE4209020000000001"
"""A surrogate of 18 characters, as bodies without a credit code carry."""

COMMON: dict[str, Any] = {
    "name": "高龄津贴发放",
    "name_en": "Allowance for the very old",
    "aliases": ["老人补贴"],
    "laws": [
        {"name": "样例省老年人权益保障条例", "number": "样例公告第 1 号", "article": "第十条", "text": "发给高龄津贴。"}
    ],
    "power_source": "1",
    "project_type": "2",
    "legal_limit": 20,
    "legal_limit_unit": "1",
    "conditions": "年满 80 周岁，户籍在本地。",
    "steps": [
        {"code": "s1", "kind": "apply", "lane": "applicant", "name": "申请"},
        {"code": "s2", "kind": "accept", "lane": "window", "name": "受理", "limit": 1, "limit_unit": "1"},
        {"code": "s3", "kind": "decide", "lane": "department", "name": "决定", "limit": 4, "limit_unit": "1"},
    ],
    "special_procedures": ["none"],
    "audience": ["1"],
    "charged": False,
    "materials": [{"code": "m1", "name": "居民身份证", "need": "1", "source": "20", "licence": True}],
    "themes_person": ["优待抚恤"],
}
DEFAULTS: dict[str, Any] = {
    "organisation_nature": "1",
    "promised_limit": 5,
    "promised_limit_unit": "1",
    "promised_limit_note": "自受理之日起算。",
    "visits": 1,
    "presence_reason": "要当面核对本人。",
    "depth_level": "3",
}
HERE: dict[str, Any] = {
    "address": "样例路 1 号便民服务中心",
    "hours": "周一至周五 09:00–12:00，13:30–17:30",
    "enquiry": "0712-0000000",
    "complaint": "12345",
}


def body(now: dt.datetime, *, code: str = BODY, region: str = COUNTY, kind: str = "county", **facts: Any) -> str:
    """A body in a region of `regions.tree`, which is loaded first; its code."""
    regions.tree(now)
    return orgs.register(
        code=code, name=facts.pop("name", f"样例局{code}"), kind=kind, region=region, by=SYSTEM, now=now, **facts
    ).code


def entry(now: dt.datetime, *, code: str = CODE, name: str = "高龄津贴发放", **facts: Any) -> Entry:
    """An entry of the province in force since yesterday, for bodies of every level below it."""
    regions.tree(now)
    facts = {"region": PROVINCE, "levels": (2, 3, 4, 5, 6), "in_force_from": now - dt.timedelta(days=1)} | facts
    return commands.add_entry(code=code, name=name, by=SYSTEM, now=now, **facts)


def leaf(now: dt.datetime, *, code: str = CODE, sequence: int = 1, **facts: Any) -> Leaf:
    """The handling item of the entry `code`; the entry is made when it is missing."""
    if not Entry.objects.filter(code=code).exists():
        entry(now, code=code)
    return commands.add_leaf(entry=code, sequence=sequence, by=SYSTEM, now=now, **facts)


def version(
    now: dt.datetime, leaf_code: str, *, effective_from: dt.datetime | None = None, **changes: Any
) -> LeafVersion:
    """A published version of the leaf: `COMMON` with `changes`; a change under `defaults` goes there."""
    defaults = DEFAULTS | changes.pop("defaults", {})
    return commands.publish_version(
        leaf=leaf_code, content=COMMON | changes, defaults=defaults, by=SYSTEM, now=now, effective_from=effective_from
    )


def place(now: dt.datetime, organisation: str, **changes: Any) -> Place:
    return commands.set_place(organisation=organisation, content=HERE | changes, by=SYSTEM, now=now)


def claimed(now: dt.datetime, leaf_code: str, organisation: str) -> Item:
    return commands.claim(leaf=leaf_code, organisation=organisation, by=SYSTEM, now=now)


def cancelled(leaf_code: str, *, cancelled_from: dt.datetime) -> None:
    """Nobody may apply for the leaf from then on."""
    Leaf.objects.filter(code=leaf_code).update(cancelled_from=cancelled_from)
    generation.count_up()


def offered(now: dt.datetime, leaf_code: str, organisation: str) -> Item:
    """A claim of a complete leaf, published."""
    return commands.publish(item=claimed(now, leaf_code, organisation).code or "", by=SYSTEM, now=now)


def published(now: dt.datetime, *, organisation: str = BODY, region: str = COUNTY, **changes: Any) -> Item:
    """A whole published item: body, place, entry, leaf, version, claim. `changes` go into the common content."""
    kinds = {PROVINCE: "province", CITY: "city", COUNTY: "county", TOWN: "town", VILLAGE: "village"}
    body(now, code=organisation, region=region, kind=kinds[region])
    place(now, organisation)
    subject = leaf(now)
    version(now, subject.code, **changes)
    return offered(now, subject.code, organisation)


_BODIES = """
INSERT INTO orgs_organisation (code, name, short_name, kind, region, path, duties, address, phone, is_sample)
SELECT 'TE' || lpad(n::text, 16, '0'), '样例机构' || n, '', kind, region, 'TE' || lpad(n::text, 16, '0') || '/', '{}',
       '', '', true
FROM orgs_organisation, generate_series(1, %s) n WHERE code = %s
"""
_OFFERS = """
INSERT INTO catalogue_item
    (code, leaf, organisation, region, state, name, local_code, reason, offered_from, is_sample)
SELECT code || '4' || %(leaf)s, %(leaf)s, code, region, 'published', '', '', '', %(now)s, false
FROM orgs_organisation WHERE code LIKE 'TE000000%%'
"""


def bodies(now: dt.datetime, count: int, *, like: str) -> None:
    """So many more bodies `TE0000000000000001`… in the region of `like`, made at once."""
    with connection.cursor() as cursor:
        cursor.execute(_BODIES, [count, like])


def offers(now: dt.datetime, leaf_code: str, count: int, *, like: str) -> None:
    """So many bodies that offer the leaf, numbered as `bodies` does, published without further ado."""
    bodies(now, count, like=like)
    with connection.cursor() as cursor:
        cursor.execute(_OFFERS, {"leaf": leaf_code, "now": now})


def imported(now: dt.datetime, organisation: str, *, region: str = COUNTY, **own: Any) -> Item:
    """A record from elsewhere that nobody has linked to a leaf: its common values are its own."""
    item = Item.objects.create(
        organisation_id=organisation, region=region, state="draft", name="高龄津贴", local_code="SC-1"
    )
    ItemDraft.objects.create(item=item, own=own, state="writing", written_at=now)
    return item


def staff(*actions: str, region: str = COUNTY, organisation: str | None = None) -> Actor:
    """Somebody new who may do these things over the region, or at one body of it."""
    grants = tuple(Grant(action, *subtree(region), organisation) for action in actions)
    return Actor(uuid.uuid4(), "test", organisation, region, grants)


def villages(now: dt.datetime, count: int) -> list[str]:
    """So many village bodies of 城隍潭社区, each with a code of 18 characters; their codes in order."""
    regions.tree(now)
    codes = [f"TE42099900{number:08d}" for number in range(1, count + 1)]
    for code in codes:
        orgs.register(
            code=code, name=f"样例村{code}", short_name="村居委会", kind="village", region=VILLAGE, by=SYSTEM, now=now
        )  # fmt: skip
    return codes


def template(now: dt.datetime, count: int) -> list[str]:
    """So many published leaves of one entry for towns and villages; their codes in order."""
    entry(now, levels=(5, 6))
    codes = [leaf(now, sequence=number).code for number in range(1, count + 1)]
    for code in codes:
        version(now, code, name=f"高龄津贴发放（{code[-2:]}）")
    return codes


def pairs() -> list[tuple[str | None, str]]:
    """Leaf and body of every item, in order."""
    return sorted(Item.objects.values_list("leaf_id", "organisation_id"))


def run_states() -> list[str]:
    """The states of all bulk operations."""
    return list(Run.objects.values_list("state", flat=True))


def park(error: str) -> None:
    """The only bulk operation stands parked with this error."""
    Run.objects.update(state="parked", error=error)


def drafts() -> list[str]:
    """The states of all drafts."""
    return list(ItemDraft.objects.values_list("state", flat=True))


def last_item(organisation: str) -> Item:
    return Item.objects.filter(organisation=organisation).order_by("-id")[0]
