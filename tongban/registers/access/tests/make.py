"""Accounts and posts for tests, made as any other."""

import datetime as dt

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands
from tongban.registers.access.models import Account, Post

PASSWORD = "correct-horse-1"
PHONE = "19900000077"


def account(now: dt.datetime, phone: str = PHONE, *, is_sample: bool = False) -> Account:
    return commands.create_account(
        phone=phone, name="样例甲", password=PASSWORD, by=SYSTEM, now=now, is_sample=is_sample
    )


def post(now: dt.datetime, holder: Account, role: str = "reviewer", region: str = "420902000000") -> Post:
    return commands.appoint(account_id=holder.id, role=role, region=region, by=SYSTEM, now=now)
