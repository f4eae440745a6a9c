"""Accounts and posts for tests, made as any other."""

import datetime as dt

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands
from tongban.registers.access.models import Account, Post
from tongban.registers.orgs import commands as organisations
from tongban.registers.orgs import queries as orgs

PASSWORD = "correct-horse-1"
PHONE = "19900000077"


def account(now: dt.datetime, phone: str = PHONE, *, is_sample: bool = False) -> Account:
    return commands.create_account(
        phone=phone, name="样例甲", password=PASSWORD, by=SYSTEM, now=now, is_sample=is_sample
    )


def post(
    now: dt.datetime, holder: Account, role: str = "reviewer", region: str = "420902000000", body: str = ""
) -> Post:
    """The holder in this role; a body that nobody has registered yet stands in the post's region, a county."""
    if body and orgs.find_organisation(body) is None:
        told = {"code": body, "name": f"样例局{body}", "kind": "county", "region": region}
        organisations.register(**told, by=SYSTEM, now=now)
    return commands.appoint(account_id=holder.id, role=role, region=region, organisation=body, by=SYSTEM, now=now)
