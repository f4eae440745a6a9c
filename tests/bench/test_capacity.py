"""What one core carries: whole cases over HTTP, ten calls each, and the reactions that follow (NFR-02).

A case here is looked for, read about, handed in, accepted, reviewed, granted and asked about, by its applicant and the
staff of its body; the worker's share is what it then takes to seal, tell, conclude and archive it. Processor time of
web servers, database and reactions is counted, that of the clients left out; a busy neighbour makes calls slow, but
not much dearer. `BENCH_SECONDS` names how long the clients are at work.
"""

import datetime as dt
import http.client
import json
import os
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from tests.bench import cases_world as world
from tests.bench.processor import watched
from tests.bench.shares import Report
from tests.bench.whole_stack import Stack, postmaster, served
from tongban.faces.jobs.reactions import REACTIONS
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outbox import queries as backlog
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.access.tests import make as access
from tongban.services.cases.tests import make

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
CLIENTS, SECONDS = 16, int(os.environ.get("BENCH_SECONDS") or 30)
SIZES = {"city (1.6 M cases a year)": 1_600_000, "province (27 M cases a year)": 27_000_000}
WORKING_DAYS, BUSY_HOUR, USED = 250, 1 / 3, 0.6
"""Days among which a year's cases spread, the part of a day's cases in its busiest hour, and how full a core may be."""
Headers = dict[str, str]


class WentWrong(Exception):
    """An answer that should have been another."""


@dataclass
class Visitor:
    """One applicant and the staff who serve them; plays one case after the other until `stop_at`."""

    port: int
    item: str
    applicant: Headers
    staff: dict[str, Headers]
    receipts: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def play(self, stop_at: float) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            while time.perf_counter() < stop_at:
                self._one_case()
        except (WentWrong, OSError, http.client.HTTPException) as error:
            self.errors.append(repr(error))
        finally:
            self._line.close()

    def _one_case(self) -> None:
        self._call("GET", f"items?q={quote('高龄')}")
        self._call("GET", f"items/{self.item}")
        number = self._submit()
        own = f"cases/{number}"
        self._call("GET", own)
        self._step(number, "accept")
        self._call("GET", own)
        self._step(number, "pass_on")
        self._step(number, "grant")
        self._call("GET", own)
        self._call("GET", "cases?limit=10")

    def _submit(self) -> str:
        materials = [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "paper"}]
        told = {"item": self.item, "values": {"name": "样例甲"}, "materials": materials}
        answer = self._call("POST", "cases", told, self.applicant | {"Idempotency-Key": str(uuid.uuid4())}, 201)
        self.receipts.append(answer["number"])
        return self.receipts[-1]

    def _step(self, number: str, step: str) -> None:
        self._call("POST", f"cases/{number}/{step}", {"opinion": "符合条件"}, self.staff[step])

    def _call(
        self, method: str, path: str, told: Any = None, headers: Headers | None = None, expected: int = 200
    ) -> dict[str, Any]:
        sent = (headers or self.applicant) | ({"Content-Type": "application/json"} if told is not None else {})
        began = time.perf_counter()
        self._line.request(method, f"/api/v1/{path}", None if told is None else json.dumps(told), sent)
        answer = self._line.getresponse()
        body = answer.read()
        self.waits.append(time.perf_counter() - began)
        if answer.status != expected:
            raise WentWrong(f"{method} {path}: {answer.status} {body[:300]!r}")
        found: dict[str, Any] = json.loads(body)
        return found


@dataclass(frozen=True, slots=True)
class Carried:
    """What was played, and the processor seconds that one case took at the web with its database, and in reactions."""

    cases: int
    seconds: float
    waits: list[float]
    served: float
    reacted: float
    neighbours: float

    @property
    def whole(self) -> float:
        return self.served + self.reacted

    def lines(self) -> Iterator[str]:
        cuts = quantiles(self.waits, n=100)
        yield (
            f"{self.cases / self.seconds:.1f} cases/s, {len(self.waits) / self.seconds:.0f} calls/s, p50"
            f" {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms, 0 errors;"
            f" {os.cpu_count()} cores with clients and {self.neighbours:.2f} busy with neighbours"
        )
        yield (
            f"processor for a case: web and database {self.served * 1000:.0f} ms,"
            f" reactions {self.reacted * 1000:.0f} ms;"
            f" one core carries {1 / self.whole:.1f} cases/s, {USED / self.whole:.1f} at {USED:.0%}"
        )
        for name, year in SIZES.items():
            day = year / WORKING_DAYS
            rate = day * BUSY_HOUR / 3600
            cores = [rate * each / USED for each in (self.whole, self.served, self.reacted)]
            yield (
                f"{name}: {day:,.0f} a day, {rate:.1f} cases/s in the busy hour; derived: {cores[0]:.1f} cores"
                f" ({cores[1]:.1f} web and database, {cores[2]:.1f} worker)"
            )


@pytest.fixture
def visitors() -> list[Visitor]:
    """As many applicants as clients, and the staff of one body, all signed in; their server is not there yet."""
    now = timezone.now()
    known = world.applicants(now)
    roles = {"accept": "clerk", "pass_on": "reviewer", "grant": "approver"}
    staff = {step: _staff(role, now, order) for order, (step, role) in enumerate(roles.items())}
    item = json.loads(known.body)["item"]
    return [Visitor(0, item, _headers(cookie), staff) for cookie in known.cookies[:CLIENTS]]


def _staff(role: str, now: dt.datetime, order: int) -> Headers:
    account = access.account(now, f"1990000100{order}")
    post = access.post(now, account, role, make.REGION, make.BODY)
    return _headers(world.cookie_of(account, now, with_second_factor=True)) | {"X-Post": str(post.id)}


def _headers(cookie: str) -> Headers:
    return {"Cookie": cookie, "X-CSRFToken": world.TOKEN}


@pytest.fixture
def stack(tmp_path: Path, visitors: list[Visitor]) -> Iterator[Stack]:
    with served(tmp_path) as found:
        for visitor in visitors:
            visitor.port = found.port
        yield found


@pytest.mark.req("NFR-02", part="measured capacity: cases a second and core, cores for a city and a province")
def test_what_a_core_carries(stack: Stack, visitors: list[Visitor], report: Report) -> None:
    _play(visitors, 3)  # every worker reads what it keeps, and prepares its statements
    assert _errors(visitors) == []
    _react()
    stored = _cases()
    for visitor in visitors:
        visitor.waits.clear()
    with watched(postmaster()) as web:
        clients = _play(visitors, SECONDS)
    played = _cases() - stored
    with watched(postmaster()) as worker:
        _react()
    waits = [wait for visitor in visitors for wait in visitor.waits]
    reacted = worker.ours / played
    carried = Carried(played, web.seconds, waits, (web.ours - clients) / played, reacted, web.neighbours)
    assert _errors(visitors) == []
    for line in carried.lines():
        report(line)
    receipts = sorted(number for visitor in visitors for number in visitor.receipts)
    assert _ended() == [(number, "archived", "granted") for number in receipts]


def _play(visitors: list[Visitor], seconds: float) -> float:
    """They all play; the processor seconds that this very process took for it."""
    began, stop_at = time.process_time(), time.perf_counter() + seconds
    threads = [threading.Thread(target=visitor.play, args=(stop_at,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.process_time() - began


def _errors(visitors: list[Visitor]) -> list[str]:
    return [error for visitor in visitors for error in visitor.errors]


def _react() -> None:
    """Everything that follows has happened."""
    while (waits := backlog.backlog()).pending + waits.queued + waits.waiting:
        outbox.drain(reactions=REACTIONS, now=timezone.now())


def _cases() -> int:
    return len(_ended())


def _ended() -> list[tuple[str, str, str]]:
    """Every case with its state and outcome, by number."""
    with connection.cursor() as cursor, fan_out_allowed("a bench counts"):
        cursor.execute("SELECT number, state, outcome FROM cases_case ORDER BY number")
        return list(cursor.fetchall())
