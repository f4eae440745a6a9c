"""Signed-in staff for page tests."""

import datetime as dt

from django.test import Client

from tongban.registers.access.tests import make as accounts
from tongban.registers.regions.tests import make as regions


def sit_down(client: Client, now: dt.datetime, role: str) -> None:
    """The client is signed in at the workbench, in a post of this role in 孝南区."""
    regions.tree(now)
    accounts.post(now, accounts.account(now), role=role)
    answer = client.post("/workbench/sign-in", {"phone": accounts.PHONE, "password": accounts.PASSWORD})
    assert answer.status_code == 303
