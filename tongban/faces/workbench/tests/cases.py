"""A body's desk with cases on it, for page tests: an item, an applicant, staff who can sign in."""

import datetime as dt

from django.test import Client

from tongban.foundation.files import commands as files
from tongban.foundation.files.tests.make import PDF, png
from tongban.foundation.kernel.actor import Actor
from tongban.registers.access import queries as access
from tongban.registers.access.queries import Account
from tongban.registers.access.tests import make as accounts
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.tests import make

PHONES = {
    "clerk": "19900000071",
    "reviewer": "19900000072",
    "approver": "19900000073",
    "supervisor": "19900000074",
    "data_steward": "19900000075",
}


def appoint(now: dt.datetime, role: str, phone: str = "", body: str = make.BODY) -> Account:
    account = accounts.account(now, phone or PHONES[role])
    accounts.post(now, account, role, make.REGION, body)
    return account


def sit(browser: Client, now: dt.datetime, role: str, phone: str = "", body: str = make.BODY) -> Account:
    """The browser is signed in, in this role at the body of the cases; `body` "": in its region, at no body."""
    account = appoint(now, role, phone, body)
    browser.post("/workbench/sign-in", {"phone": account.phone, "password": accounts.PASSWORD})
    return account


def actor_of(account: Account) -> Actor:
    return access.actor_for(account, access.list_posts(account, "workbench")[0])


def uploaded(world: make.World, now: dt.datetime) -> tuple[Given, Given]:
    """A PDF for m1 and a picture for m2, the holder's own files."""
    told = {"holder": world.holder, "by": world.citizen, "now": now}
    pdf = files.store(PDF, name="身份证.pdf", **told)
    picture = files.store(png(), name="银行卡.png", **told)
    return Given("m1", How.UPLOAD, pdf.id), Given("m2", How.UPLOAD, picture.id)
