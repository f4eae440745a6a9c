"""Cases are submitted while web server and worker are killed with SIGKILL: none lost, none doubled, none half written.

Real server, real worker, real PostgreSQL; the short form runs with every test.
"""

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests import callers
from tests.soak.killing import Client, Web, at_work, web_server
from tongban.faces.jobs.reactions import REACTIONS
from tongban.faces.jobs.tests.processes import SupervisedWorker, supervised_worker, wait_until
from tongban.foundation.outbox import queries
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases.tests import make

_ROWS = """
SELECT c.number, c.state, c.version,
    (SELECT count(*) FROM cases_caseevent WHERE case_id = c.id AND bucket = c.bucket),
    (SELECT count(*) FROM cases_casedocument WHERE case_id = c.id AND bucket = c.bucket),
    (SELECT count(*) FROM audit_journalrow WHERE subject = 'case:' || c.id AND bucket = c.bucket
        AND action <> 'cases.step_refused'),
    (SELECT count(*) FROM outbox_outboxevent WHERE payload->>'case' = c.id::text AND bucket = c.bucket
        AND name = 'cases.step_taken')
FROM cases_case c ORDER BY c.number
"""
_DRAINED = "SELECT name, count(*) FROM outbox_outboxevent WHERE drained_at IS NOT NULL GROUP BY name"
STEP = "cases.step_taken"
_TRACES = "SELECT count(*), count(DISTINCT name) FROM routed_holder"
_TOLD = "SELECT count(*) FROM outbox_outboxevent WHERE name = 'cases.step_taken'"
LEFT = {"submitted": (1, 1, 1, 1, 1), "archived": (4, 4, 2, 4, 4)}
"""Version, event rows, documents, journal rows and outbox rows: submit, or submit, withdraw, conclude, archive."""


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor, fan_out_allowed("a test counts"):
        cursor.execute(statement)
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Played:
    """What the clients got, and how long the worker took for reactions: while they were at work, and afterwards."""

    clients: list[Client]
    kills: int
    at_work: float
    done_meanwhile: int
    catching_up: float
    done_then: int

    @property
    def numbers(self) -> list[str]:
        return sorted(receipt["number"] for client in self.clients for receipt in client.receipts)

    def __str__(self) -> str:
        done, seconds = self.done_meanwhile + self.done_then, self.at_work + self.catching_up
        retries = sum(client.retries for client in self.clients)
        return (
            f"{len(self.numbers)} receipts of {len(self.clients)} clients, {self.kills} kills, {retries} calls again"
            f" in {self.at_work:.0f} s; {done} reactions in all, {done / seconds:.0f} a second; caught up in"
            f" {self.catching_up:.0f} s more, {self.done_then / self.catching_up:.0f} a second"
            f"; load of the machine {os.getloadavg()[0]:.1f}"
        )


def play(folder: Path, clients: int, cases: int, kills: int) -> Played:
    """So many clients with so many cases each, while web and worker are killed in turn, evenly among the receipts."""
    now = timezone.now()
    item = make.world(now).item
    with web_server(folder) as web, supervised_worker("kill_cases") as worker:
        working = [Client(web.port, item, callers.citizen(now, 20 + order), cases) for order in range(clients)]
        began = time.monotonic()
        with at_work(working):
            for turn in range(kills):
                enough = (turn + 1) * clients * cases // (kills + 1)
                wait_until(lambda: sum(len(client.receipts) for client in working) >= enough, within=240)  # noqa: B023
                _kill(web if turn % 2 else worker)
        ended, done = time.monotonic(), _done()
        while left := _waiting():
            wait_until(lambda: _waiting() != left, within=120, every=0.5)
        return Played(working, kills, ended - began, done, time.monotonic() - ended, _done() - done)


def _kill(victim: Web | SupervisedWorker) -> None:
    if isinstance(victim, Web):
        victim.kill()
        return
    os.kill(victim.child, signal.SIGKILL)
    victim.child = victim.hear("started")


def _waiting() -> int:
    """What is still to be worked off."""
    backlog = queries.backlog()
    return backlog.pending + backlog.queued + backlog.waiting


def _done() -> int:
    """Reactions that ran, the worker's own trace of each step among them."""
    backlog = queries.backlog()
    begun = sum(count * (len(REACTIONS.get(name, ())) + (name == STEP)) for name, count in rows(_DRAINED))
    return begun - backlog.queued - backlog.waiting


@pytest.mark.req("NFR-03", part="cases under SIGKILL")
@pytest.mark.req("NFR-04", part="what was cut off is caught up")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("clients", "cases", "kills"), [(4, 3, 2), pytest.param(16, 20, 20, marks=pytest.mark.long)], ids=["short", "long"]
)
def test_every_receipt_is_one_whole_case(tmp_path, capsys, clients, cases, kills):
    played = play(tmp_path, clients, cases, kills)
    with capsys.disabled():
        sys.stdout.write(f"\n  {played}\n")
    numbers, found = played.numbers, rows(_ROWS)
    assert len(numbers) == clients * cases
    assert [number for number, *_ in found] == numbers
    assert {number: tuple(left) for number, state, *left in found if LEFT.get(state) != tuple(left)} == {}
    assert sum(state == "archived" for _, state, *_ in found) == clients * (cases // 2)
    assert rows(_TRACES) == [(told, told) for (told,) in rows(_TOLD)]
    assert queries.backlog().parked == 0
