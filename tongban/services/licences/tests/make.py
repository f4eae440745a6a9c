"""Makers: types, holders, staff of the issuing body, and licences as far as a test wants them."""

import datetime as dt
import itertools
import uuid
from dataclasses import replace
from typing import Any

from django.apps import apps

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.orgs import commands as orgs
from tongban.registers.parties.tests import make as parties
from tongban.registers.regions.rules import subtree
from tongban.registers.seals import commands as seals
from tongban.registers.seals.tests import make as seal_makers
from tongban.services.licences import commands
from tongban.services.licences.commands import Outcome, TypeContent
from tongban.services.licences.models import Licence, LicenceType
from tongban.services.licences.rules import rights

REGION, BODY, BODY_NAME = "420902000000", "11420902MB1A23456C", "孝南区样例局"
DEFINER = "11100000MB0000001X"
ENTRY = "000125010000"
OPERATIONS = {f"{ENTRY}01": "issue", f"{ENTRY}02": "change", f"{ENTRY}03": "renew", f"{ENTRY}04": "cancel"}
FIELDS: list[dict[str, Any]] = [
    {
        "code": "name",
        "name": "经营者名称",
        "name_en": "Name",
        "source": "holder.name",
        "required": True,
        "public": True,
    },
    {"code": "credit_code", "name": "社会信用代码", "source": "holder.code", "required": True, "sensitive": True},
    {"code": "address", "name": "经营场所", "source": "form:premises.address", "required": True, "public": True},
    {"code": "items", "name": "经营项目", "name_en": "Items", "source": "form:food.items", "public": True},
    {"code": "issuer", "name": "发证机关", "source": "organisation.name"},
]
FOOD = TypeContent(
    code=f"{DEFINER}001", name="食品经营许可证", name_en="Food business licence", kind="licence",
    holder_kind="organisation", category="市场监管", fields=FIELDS, validity={"unit": "year", "length": 5},
    numbering="JY1{region}{year}{serial}", sources=OPERATIONS,
)  # fmt: skip
CARD = TypeContent(
    code=f"{DEFINER}002", name="居民身份证", name_en="Resident identity card", kind="licence", holder_kind="person",
    fields=[{"code": "name", "name": "姓名", "source": "holder.name", "required": True}],
    validity={"unit": "year", "length": 20}, numbering="{holder.code}", sources={"002006030000": "issue"},
)  # fmt: skip
VALUES = {"premises_address": "孝南区样例路8号", "food_items": ["hot", "cold"]}
_cases = itertools.count(1)


def food(now: dt.datetime, **told: Any) -> LicenceType:
    return commands.add_type(content=replace(FOOD, **told), by=SYSTEM, now=now)


def card(now: dt.datetime) -> LicenceType:
    return commands.add_type(content=CARD, by=SYSTEM, now=now)


def holder(now: dt.datetime, serial: int = 1) -> uuid.UUID:
    parties.regions_once(now)
    return parties.enterprise(now, serial)


def staff(*actions: str, region: str = REGION, organisation: str | None = BODY) -> Actor:
    grants = tuple(Grant(action, *subtree(region), organisation) for action in (rights.READ, *actions))
    return Actor(uuid.uuid4(), "test", organisation, region, grants)


def outcome(holder: uuid.UUID, now: dt.datetime, leaf: str = "01", **told: Any) -> Outcome:
    """A grant of the leaf with this sequence of 食品经营许可."""
    given: dict[str, Any] = {
        "case_id": new_id(bucket_of(holder)), "case_number": f"{next(_cases):016d}", "item": f"{BODY}4{ENTRY}{leaf}",
        "organisation": BODY, "organisation_name": BODY_NAME, "region": REGION, "holder": holder,
        "holder_name": "孝感样例餐饮有限公司", "values": VALUES, "decided_at": now,
        "document_number": "孝南准许〔2026〕1号",
    }  # fmt: skip
    return Outcome(**(given | told))


def recorded(holder: uuid.UUID, now: dt.datetime, leaf: str = "01", **told: Any) -> Licence:
    licence = commands.record_outcome(outcome=outcome(holder, now, leaf, **told), by=SYSTEM, now=now)
    assert licence is not None
    return licence


def licence(now: dt.datetime) -> Licence:
    """A valid licence of a type and a holder made with it."""
    food(now)
    return recorded(holder(now), now)


def again(licence: Licence) -> Licence:
    return Licence.objects.get(id=licence.id)


def rows(model: str) -> Any:
    """The rows of "app.Model", also of another app: to see what a command has left there."""
    return apps.get_model(model)._default_manager


def count() -> int:
    with fan_out_allowed("a maker"):
        return Licence.objects.count()


def body(now: dt.datetime) -> None:
    """The issuing body, with a seal for everything that licences are sealed in."""
    parties.regions_once(now)
    orgs.register(code=BODY, name=BODY_NAME, kind="county", region=REGION, by=SYSTEM, now=now)
    seals.create_seal(
        organisation=BODY, kind="licence", name="孝南区样例局证照专用章", custodian=uuid.UUID(int=7),
        steps=["grant", "grant_by_default", "issue", "upgrade"], automatic=True, valid_from=dt.date(2026, 1, 1),
        valid_until=dt.date(2030, 12, 31), picture=seal_makers.picture(), by=SYSTEM, now=now,
    )  # fmt: skip


def sealed(now: dt.datetime) -> Licence:
    """A trusted licence of a type, a holder and a body made with it."""
    body(now)
    return commands.seal(licence_id=licence(now).id, now=now)


def sheet(*lines: dict[str, str]) -> bytes:
    """A list as csv, with the columns of the first line."""
    columns = list(lines[0])
    rows = [columns, *([line.get(column, "") for column in columns] for line in lines)]
    return "\n".join(",".join(row) for row in rows).encode()


def batch(count: int) -> bytes:
    """A list of so many licences to issue, whose numbers and periods are given as they are written; from the 10,000th
    on to holders who have one.
    """
    given = ("证照编号", "颁发日期", "有效期截止")
    lines = (line(at % 9_999 + 1) for at in range(count))
    return sheet(*({name: text for name, text in each.items() if name not in given} for each in lines))


def line(at: int = 1, **told: str) -> dict[str, str]:
    """A line about the sample enterprise with this serial number."""
    return {
        "持证主体代码": parties.credit_code(at),
        "持证主体": f"孝感样例{at}号有限公司",
        "证照编号": f"JY142090220200{at:06d}",
        "颁发日期": "2024-03-01",
        "有效期截止": "2029-02-28",
        "经营场所": f"样例路{at}号",
        "经营项目": "热食类食品制售",
    } | told
