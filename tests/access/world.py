"""Two counties side by side, each with the same of everything, made once for a file of tests."""

import datetime as dt
from zoneinfo import ZoneInfo

from tests.access import case_rows, catalogue_rows, item_rows, licence_rows, seal_rows
from tests.access.kinds import County
from tongban.foundation.audit import commands as audit
from tongban.foundation.files.tests import make as files
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outbox import queries as parked
from tongban.foundation.outbox.events import Reaction
from tongban.foundation.outbox.tests import make as events
from tongban.foundation.routing.ids import bucket_for, new_id
from tongban.foundation.worklist.tests import make as work
from tongban.registers.access import commands as access
from tongban.registers.access.rules import grants_of
from tongban.registers.access.rules.roles import Role
from tongban.registers.catalogue.tests import chain
from tongban.registers.orgs import commands as orgs
from tongban.registers.parties.tests import make as parties
from tongban.registers.regions.tests import make as regions

NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
XIAONAN, YUNMENG = "420902000000", "420903000000"
PASSWORD = "correct-horse-1"


def build(at: dt.datetime = NOW) -> tuple[County, County]:
    """孝南区 and 云梦县, each with two bodies, staff, posts, work, a file, a journal row; one parked job for all."""
    regions.tree(at)
    job = _park()
    return _county(XIAONAN, "1", job), _county(YUNMENG, "2", job)


def actor(role: Role, region: str, organisation: str = "") -> Actor:
    """Somebody in this role over the region: the account is nobody's that the world knows."""
    grants = grants_of(role, region, organisation)
    return Actor(new_id(7), role.code, organisation or None, region, grants)


def _county(region: str, digit: str, job: object) -> County:
    body, other, spare = (f"TE420900SAMPLE00{digit}{letter}" for letter in "ABC")
    for code, above in ((body, None), (other, None), (spare, body)):
        orgs.register(
            code=code, name=f"样例局{code}", kind="county", region=region, parent=above, by=SYSTEM, now=NOW
        )  # fmt: skip
    held = access.create_account(
        phone=f"1990000110{digit}", name=f"样例甲{digit}", password=PASSWORD, by=SYSTEM, now=NOW
    )
    free = access.create_account(
        phone=f"1990000120{digit}", name=f"样例乙{digit}", password=PASSWORD, by=SYSTEM, now=NOW
    )
    gone = access.create_account(
        phone=f"1990000130{digit}", name=f"样例丙{digit}", password=PASSWORD, by=SYSTEM, now=NOW
    )
    posts = [_post(account.id, region, body) for account in (held, gone)]
    access.close_account(gone.id, by=SYSTEM, now=NOW)
    subject = f"organisation:{body}"
    audit.record("sample.done", by=SYSTEM, now=NOW, subject=subject, region=region)
    clerk = work.clerk("worklist.claim", authority=body, span=(region, region))
    holder = new_id(bucket_for(region))
    regions.value(NOW, region, "office_hours", {"morning": ["08:00", "12:00"], "afternoon": ["13:30", "17:30"]})
    order = int(digit) * 10
    person, double = (parties.person(NOW, order + at, region=region) for at in (1, 2))
    agent = parties.account(NOW, order + 3)
    enterprise = parties.enterprise(NOW, order, region=region)
    rows = {
        **chain.county(NOW, region, body),
        "person": person,
        "double": double,
        "number": parties.resident_id(order + 1),
        "enterprise": enterprise,
        "agent": agent,
        "authorisation": parties.authorisation(NOW, person, parties.account(NOW, order + 4)),
        "other": other,
        "spare": spare,
        "staff": orgs.hire(organisation=body, number="1", name="样例丁", position="股长", by=SYSTEM, now=NOW).id,
        "account": held.id,
        "free": free.id,
        "gone": gone.id,
        "phone": held.phone,
        "post": posts[0].id,
        "client": access.admit_client(name=f"样例系统{digit}", region=region, by=SYSTEM, now=NOW).id,
        "clerk": clerk,
        "open": work.row(f"case:{digit}1", authority=body, region=region).id,
        "held": work.claimed(clerk, NOW, f"case:{digit}2", authority=body, region=region).id,
        "subject": subject,
        "file": files.file(NOW, holder=holder),
        "holder": holder,
        "job": job,
        **(listed := catalogue_rows.build(region, body, digit, NOW)),
        **item_rows.build(region, body, listed["entry"], NOW),
        **case_rows.build(region, body, digit, person, NOW),
        **licence_rows.build(region, body, digit, enterprise, NOW),
        **seal_rows.build(body, NOW),
    }
    return County(region, body, rows)


def _post(account_id: object, region: str, body: str) -> object:
    return access.appoint(account_id=account_id, role="guide", region=region, organisation=body, by=SYSTEM, now=NOW)


def _park() -> object:
    events.emit(1, now=NOW)
    never = {"test.happened": (Reaction("trace", events.leave_trace, versions=frozenset()),)}
    while outbox.drain(reactions=never, now=NOW).events:
        pass
    return parked.list_parked(events.STAFF).items[0].id
