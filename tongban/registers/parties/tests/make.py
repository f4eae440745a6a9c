"""Makers: staff, persons, enterprises and linked accounts, through the commands."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.registers.access.rules import CITIZEN
from tongban.registers.identifiers.rules.samples import sample_credit_code, sample_resident_id
from tongban.registers.parties import commands, rules
from tongban.registers.parties.rules import RealName
from tongban.registers.regions.rules import subtree
from tongban.registers.regions.tests import make as regions

XIAONAN, YUNMENG = "420902000000", "420903000000"
BORN = dt.date(1990, 1, 1)


def resident_id(order: int = 1) -> str:
    return sample_resident_id(BORN, order)


def credit_code(serial: int = 1) -> str:
    return sample_credit_code(serial)


def regions_once(now: dt.datetime) -> None:
    regions.tree(now)


def staff(*actions: str, region: str = XIAONAN, organisation: str | None = None) -> Actor:
    """Somebody who may do these actions (by default: all of them) in the region's subtree."""
    grants = tuple(Grant(action, *subtree(region), organisation) for action in actions or rules.ACTIONS)
    return Actor(uuid.uuid4(), "clerk", organisation=organisation, region=region, grants=grants)


def citizen(account: uuid.UUID | None = None) -> Actor:
    return Actor(account or uuid.uuid4(), CITIZEN)


def person(now: dt.datetime, order: int = 1, *, region: str = XIAONAN, **told: str) -> uuid.UUID:
    """The file of the sample person with this order number."""
    given = {"name": "样例甲", "document_kind": "111", "number": resident_id(order), "phone": "19900000001"} | told
    return commands.register_person(**given, region=region, by=SYSTEM, now=now).party


def enterprise(now: dt.datetime, serial: int = 1, *, region: str = XIAONAN, **told: str) -> uuid.UUID:
    """The file of the sample enterprise; 样例甲 with `resident_id(1)` represents it."""
    given = {"name": "孝感样例餐饮有限公司", "number": credit_code(serial), "representative_name": "样例甲"}
    given |= {"representative_number": resident_id(1)} | told
    return commands.register_enterprise(**given, region=region, by=SYSTEM, now=now).party


def verified(order: int = 1, *, region: str = XIAONAN, level: RealName = RealName.FACE) -> commands.VerifiedPerson:
    return commands.VerifiedPerson(
        name="样例甲", document_kind="111", number=resident_id(order), region=region, level=level, source="test"
    )


def account(now: dt.datetime, order: int = 1) -> Actor:
    """A citizen whose account is linked to the sample person with this order number."""
    actor = citizen()
    assert actor.account is not None
    commands.link_person(account=actor.account, person=verified(order), by=SYSTEM, now=now)
    return actor


def authorisation(now: dt.datetime, principal: uuid.UUID, agent: Actor, **told: object) -> uuid.UUID:
    """`agent` may submit cases for the principal during the sample month, unless told otherwise."""
    limits = {
        "actions": ["cases.submit"],
        "valid_from": dt.date(2026, 11, 1),
        "valid_until": dt.date(2026, 11, 30),
        "reason": "样例委托",
        "by": SYSTEM,
    } | told
    return commands.authorise(principal=principal, agent=agent.account, now=now, **limits)
