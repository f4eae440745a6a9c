"""Checking a licence over HTTP against PostgreSQL alone, at a million licences; ten thousand issued in one batch."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from django.test import Client
from django.utils import timezone

from tests.bench import many_licences
from tests.bench.processor import watched
from tests.bench.scripts import as_script, watched_statements
from tests.bench.whole_stack import Stack, pgbench, postmaster, served
from tongban.faces.jobs.tests.processes import supervised_worker
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.licences import commands, queries
from tongban.services.licences.models import Licence, RunRow
from tongban.services.licences.tests import make

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
SMALL, LARGE = 10_000, int(os.environ.get("BENCH_LICENCES") or 1_000_000)
CHECKED, ROUNDS, SECONDS, STATEMENTS = 40, 3, 8, 1
BATCH, KILLS = int(os.environ.get("BENCH_BATCH") or 10_000), 3
Report = Callable[[str], None]


@pytest.mark.req("NFR-02", part="checks of licences a second as a share of pgbench; flat to a million licences")
def test_checking(tmp_path: Path, report: Report) -> None:
    now = timezone.now()
    make.food(now)
    licences = [make.recorded(make.holder(now, at), now) for at in range(1, CHECKED + 1)]
    paths = [f"/api/v1/licences/{licence.identifier}/verification" for licence in licences]
    with served(tmp_path) as stack:
        rates, stored = {}, CHECKED
        for count in (SMALL, LARGE):
            many_licences.load(licences[0], count - stored)
            stored = count
            rates[count] = _measure(stack, paths, count, report)
    report(f"{LARGE:,} licences: {rates[LARGE] / rates[SMALL]:.0%} of the answers at {SMALL:,}")
    assert rates[LARGE] >= 0.85 * rates[SMALL]


def _measure(stack: Stack, paths: list[str], count: int, report: Report) -> float:
    """Answers a second of processor time, in the middle round."""
    scripts = [_script(path) for path in paths]
    stack.load(paths, 8)
    ours, shares = [], []
    for _ in range(ROUNDS):
        with watched(postmaster()) as web:
            measured = stack.load(paths, SECONDS)
        with watched(postmaster()) as alone:
            limit = pgbench(stack.folder, scripts, SECONDS)
        ours.append(measured.rate * SECONDS / web.ours)
        shares.append(ours[-1] / (limit * SECONDS / alone.ours))
        report(f"checks at {count:,} licences: {measured}; pgbench {limit:,.0f}/s: {measured.rate / limit:.0%}")
        report(
            f"  {1000 / ours[-1]:.2f} ms of processor each, {shares[-1]:.0%} of pgbench by processor time;"
            f" neighbours took {web.neighbours:.2f}, {alone.neighbours:.2f}"
        )
        assert measured.errors == 0
    assert median(shares) >= 0.12
    return median(ours)


def _script(path: str) -> str:
    Client().get(path)
    with watched_statements() as statements, fan_out_allowed("the registry names the row"):
        assert Client().get(path).status_code == 200
    assert len(statements) == STATEMENTS, [text for text, _ in statements]
    return as_script(statements, {})


@pytest.mark.req("LIC-02", part="10,000 licences issued in one batch with progress, resumed after kills, none doubled")
def test_a_batch(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELL_EVERY", str(BATCH // 20))
    now = timezone.now()
    make.body(now)
    make.food(now)
    run = commands.start_import(
        content=make.batch(BATCH), name="样例.csv", type_code=make.FOOD.code, issuer=make.BODY, kind="issue",
        by=SYSTEM, now=now,
    )  # fmt: skip
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    began, seen = time.monotonic(), [0]
    with supervised_worker("kill_licences") as worker:
        for _ in range(KILLS):
            worker.kill_after(4)
            seen.append(queries.get_run(run.id, actor=SYSTEM).done)
        while (view := queries.get_run(run.id, actor=SYSTEM)).state == "running":
            seen.append(view.done)
            time.sleep(0.5)
        seconds = time.monotonic() - began
        assert worker.stop() == 0
    report(f"{BATCH:,} licences issued in {seconds:.0f} s, {BATCH / seconds:.0f}/s, with {KILLS} kills")
    assert (view.state, view.done, view.refused, seen) == ("finished", BATCH, 0, sorted(seen))
    with fan_out_allowed("a bench counts"):
        numbers = list(Licence.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == BATCH
    assert not RunRow.objects.exclude(cells_sealed=None).exists()
