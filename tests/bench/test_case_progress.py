"""Following a case over HTTP by number and query code, against PostgreSQL alone with the same statements."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from django.test import Client
from django.utils import timezone

from tests.bench import cases_world as world
from tests.bench.processor import watched
from tests.bench.scripts import as_script, watched_statements
from tests.bench.whole_stack import Stack, pgbench, postmaster, served
from tongban.services.cases import commands, queries
from tongban.services.cases.tests import make

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
SMALL, LARGE = 10_000, int(os.environ.get("BENCH_CASES") or 1_000_000)
FOLLOWED, ROUNDS, SECONDS, STATEMENTS = 40, 3, 8, 1
Report = Callable[[str], None]


@pytest.mark.req("NFR-02", part="progress queries a second as a share of pgbench; flat to a million stored cases")
def test_following(tmp_path: Path, report: Report) -> None:
    now = timezone.now()
    here = make.world(now)
    paths = [_followed(here, now) for _ in range(FOLLOWED)]
    first = queries.list_own(here.holder, actor=here.citizen, now=now)[0].number
    with served(tmp_path) as stack:
        rates, stored = {}, 1
        for count in (SMALL, LARGE):
            world.fill(first, stored, count)
            stored = count + 1
            rates[count] = _measure(stack, paths, count, report)
    report(f"{LARGE:,} stored cases: {rates[LARGE] / rates[SMALL]:.0%} of the answers at {SMALL:,}")
    assert rates[LARGE] >= 0.85 * rates[SMALL]


def _followed(here: make.World, now: dt.datetime) -> str:
    """The address of one more case, accepted and one step on."""
    receipt = make.submitted(here, now)
    commands.accept(case_id=receipt.case, by=here.clerk, now=now)
    commands.pass_on(case_id=receipt.case, opinion="通过", by=here.reviewer, now=now)
    return f"{world.URL}/{receipt.number}?code={receipt.query_code}"


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
        report(f"progress at {count:,} cases: {measured}; pgbench {limit:,.0f}/s: {measured.rate / limit:.0%}")
        report(
            f"  {1000 / ours[-1]:.2f} ms of processor each, {shares[-1]:.0%} of pgbench by processor time;"
            f" neighbours took {web.neighbours:.2f}, {alone.neighbours:.2f}"
        )
        assert measured.errors == 0
    assert median(shares) >= 0.12
    return median(ours)


def _script(path: str) -> str:
    Client().get(path)
    with watched_statements() as statements:
        assert Client().get(path).status_code == 200
    assert len(statements) == STATEMENTS, [text for text, _ in statements]
    return as_script(statements, {})
