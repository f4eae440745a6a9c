"""A case centre with a million cases, written by sets, and citizens who are signed in and apply."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from tongban.faces.entrance.opening import SESSION_KEY
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.queries import actor_for
from tongban.registers.access.tests import make as access
from tongban.registers.entry import commands as entry
from tongban.registers.entry.browser_sessions import SessionStore
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.services.cases import sealing
from tongban.services.cases.tests import make

URL = "/api/v1/cases"
CITIZENS, PARTIES = 32, 50_000
TOKEN = "a" * 32
Row = dict[str, Any]


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
    session = entry.open_session(
        account_id=account.id, method="password", with_second_factor=False, address="", user_agent="",
        idle=dt.timedelta(days=9), lasts=dt.timedelta(days=9), by=actor_for(account), now=now,
    )  # fmt: skip
    store = SessionStore()
    store[SESSION_KEY] = str(session.id)
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; csrftoken={TOKEN}"


def bucket_of(number: str) -> int:
    """The bucket that a printed number carries."""
    return sealing.pair_of(number)[0]


def fill(like: str, first: int, last: int) -> None:
    """Cases `first` to `last` like the one of this number, with everything that it left behind."""
    if first > last:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # nothing here has to be checked
        cursor.execute(_UUID_OF)
        cursor.execute(_NAMED, {"first": first, "last": last, "parties": PARTIES, "like": like})
        for table, (where, changed) in _COPIES.items():
            cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table])
            columns = [name for (name,) in cursor.fetchall()]
            values = ", ".join(changed.get(name, f't."{name}"') for name in columns)
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM named JOIN {table} t ON {where}"
                " ON CONFLICT DO NOTHING"
            )
        cursor.execute("DROP TABLE named")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("CHECKPOINT")


_NAMED = """
CREATE TEMP TABLE named AS
SELECT n, b.bucket, made.id AS old, made.bucket AS old_bucket, made.holder_id AS old_holder,
    uuid_of('0191', n, b.bucket) AS id, uuid_of('0190', party, b.bucket) AS party
FROM generate_series(%(first)s::bigint, %(last)s) n
CROSS JOIN LATERAL (SELECT n %% %(parties)s AS party) p
CROSS JOIN LATERAL (SELECT party * 31 %% 65536 AS bucket) b
JOIN cases_case made ON made.number = %(like)s
"""
_UUID_OF = """
CREATE OR REPLACE FUNCTION uuid_of(head text, n bigint, bucket bigint, tail text DEFAULT '000') RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
SELECT (head || lpad(to_hex(n), 8, '0') || '70008' || tail || '00000000' || lpad(to_hex(bucket), 4, '0'))::uuid $$
"""
_OWN: Row = {"id": "named.id", "bucket": "named.bucket", "case_id": "named.id"}
_OF_CASE = "t.case_id = named.old AND t.bucket = named.old_bucket"
_LATER = " + named.n * interval '1 second'"
_COPIES: dict[str, tuple[str, Row]] = {
    "parties_party": (
        "t.id = named.old_holder AND t.bucket = named.old_bucket", {"id": "named.party", "bucket": "named.bucket"},
    ),
    "cases_case": (
        "t.id = named.old AND t.bucket = named.old_bucket",
        _OWN
        | {"holder_id": "named.party", "sequence": "1000000000 + named.n", "number": "lpad(named.n::text, 16, '0')"}
        | {name: f"t.{name}{_LATER}" for name in ("wakes_at", "warn_at", "submitted_at")},
    ),
    "cases_caseevent": (_OF_CASE, _OWN),
    "cases_casedocument": (_OF_CASE, _OWN),
    "cases_casematerial": (
        _OF_CASE, _OWN | {"id": "uuid_of('0191', named.n, named.bucket, substr(md5(t.code), 1, 3))"},
    ),
    "worklist_worklistrow": (
        "t.subject = 'case:' || named.old",
        {"id": "named.id", "authority": "'BODY' || named.n % 1000", "subject": "'case:' || named.id"}
        | {name: f"t.{name}{_LATER}" for name in ("due_at", "order_at")},
    ),
    "audit_journalrow": (
        "t.subject = 'case:' || named.old AND t.bucket = named.old_bucket",
        {"id": "named.id", "bucket": "named.bucket", "subject": "'case:' || named.id", "leaf_index": "named.n"}
        | {"at": f"t.at{_LATER}"},
    ),
    "outbox_outboxevent": (
        "t.payload->>'case' = named.old::text AND t.bucket = named.old_bucket",
        {"id": "named.id", "bucket": "named.bucket", "drained_at": f"t.emitted_at{_LATER}"},
    ),
    "routing_spentkey": (
        "t.result = named.old",
        {"value": "'filled:' || md5(named.n::text) || md5(named.id::text)", "result": "named.id"}
        | {"spent_at": f"t.spent_at{_LATER}"},
    ),
}  # fmt: skip
