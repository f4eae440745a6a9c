"""A case centre, and citizens who are signed in and apply."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from tongban.faces.entrance.opening import SESSION_KEY
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.queries import Account, actor_for
from tongban.registers.access.tests import make as access
from tongban.registers.entry import commands as entry
from tongban.registers.entry.browser_sessions import SessionStore
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.services.cases import sealing
from tongban.services.cases.tests import make

URL = "/api/v1/cases"
CITIZENS = 32
TOKEN = "a" * 32


@dataclass(frozen=True)
class Applicants:
    """Cookies of those who are signed in, and what each of them sends."""

    cookies: list[str]
    body: str

    def post(self, cookie: str, key: str) -> Any:
        """One submission inside this process."""
        headers = {"Idempotency-Key": key, "Cookie": cookie, "X-CSRFToken": TOKEN}
        return Client(enforce_csrf_checks=True).post(URL, self.body, "application/json", headers=headers)


def applicants(now: dt.datetime) -> Applicants:
    """An item that takes cases, and signed-in citizens who are known by name."""
    world = make.world(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('cases_case_sequence', 3000000000)")  # like no other number in a statement
    materials = [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "paper"}]
    body = {"item": world.item, "values": {"name": "样例甲"}, "materials": materials}
    return Applicants([_signed_in(now, order) for order in range(2, CITIZENS + 2)], json.dumps(body))


def _signed_in(now: dt.datetime, order: int) -> str:
    account = access.account(now, f"199{order:08d}")
    parties.link_person(account=account.id, person=party_makers.verified(order), by=SYSTEM, now=now)
    return cookie_of(account, now)


def cookie_of(account: Account, now: dt.datetime, *, with_second_factor: bool = False) -> str:
    """The cookies of a browser in which the account has signed in."""
    session = entry.open_session(
        account_id=account.id, method="password", with_second_factor=with_second_factor, address="", user_agent="",
        idle=dt.timedelta(days=9), lasts=dt.timedelta(days=9), by=actor_for(account), now=now,
    )  # fmt: skip
    store = SessionStore()
    store[SESSION_KEY] = str(session.id)
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; csrftoken={TOKEN}"


def bucket_of(number: str) -> int:
    """The bucket that a printed number carries."""
    return sealing.pair_of(number)[0]
