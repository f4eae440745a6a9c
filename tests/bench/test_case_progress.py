"""Following a case over HTTP by number and query code, against PostgreSQL alone with the same statements."""

import datetime as dt
import os
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from tests.bench import cases_world as world
from tests.bench.filling import fill
from tests.bench.scripts import captured
from tests.bench.shares import Report, compare
from tests.bench.whole_stack import served
from tongban.services.cases import commands, queries
from tongban.services.cases.tests import make

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
SMALL, LARGE = 10_000, int(os.environ.get("BENCH_CASES") or 1_000_000)
FOLLOWED, STATEMENTS = 40, 1


@pytest.mark.req("NFR-02", part="progress queries a second as a share of pgbench; flat to a million stored cases")
def test_following(tmp_path: Path, report: Report) -> None:
    now = timezone.now()
    here = make.world(now)
    paths = [_followed(here, now) for _ in range(FOLLOWED)]
    first = queries.list_own(here.holder, actor=here.citizen, now=now)[0].number
    with served(tmp_path) as stack:
        rates, stored = {}, 1
        for count in (SMALL, LARGE):
            fill(first, stored, count)
            stored = count + 1
            scripts = captured(paths, STATEMENTS)
            found = compare(f"progress at {count:,} cases", stack, partial(stack.load, paths), scripts, report)
            assert found.share >= 0.12
            rates[count] = found.ours
    report(f"{LARGE:,} stored cases: {rates[LARGE] / rates[SMALL]:.0%} of the answers at {SMALL:,}")
    assert rates[LARGE] >= 0.85 * rates[SMALL]


def _followed(here: make.World, now: dt.datetime) -> str:
    """The address of one more case, accepted and one step on."""
    receipt = make.submitted(here, now)
    commands.accept(case_id=receipt.case, by=here.clerk, now=now)
    commands.pass_on(case_id=receipt.case, opinion="通过", by=here.reviewer, now=now)
    return f"{world.URL}/{receipt.number}?code={receipt.query_code}"
