"""The clocks of many open cases: the sweep costs by the number that call, not by the number open."""

import os
import time

import pytest

from tests.bench import many_cases
from tests.bench.processor import watched
from tests.bench.whole_stack import postmaster
from tongban.services.cases import commands
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

DUE, OPEN, SECONDS = 10_000, int(os.environ.get("BENCH_OPEN") or 1_000_000), 5.0
QUIET = 0.35
"""Processors that others may keep busy before waiting times say nothing any more."""


@pytest.mark.long
@pytest.mark.req("SUP-03", part="10,000 due among 1,000,000 open cases are marked in five seconds")
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_due_among_many_open_cases(now):
    """Two marks each: the step's limit is over, and the promise is yellow."""
    case, began = make.at_decision(make.world(now), now), time.monotonic()
    many_cases.load(case, OPEN, DUE)
    print(f"\n{OPEN} open cases loaded in {time.monotonic() - began:.0f} s")
    report = commands.SweepReport()
    with watched(postmaster()) as used:
        while (done := commands.sweep(now=at("11-30 17:30"))).cases:
            report += done
    print(f"{report.marks} marks of {report.cases} cases among {OPEN} open ones in {used.seconds:.1f} s,"
          f" {used.ours:.1f} s of them on a processor; {used.neighbours:.1f} processors busy elsewhere")  # fmt: skip
    began = time.monotonic()
    assert commands.sweep(now=at("11-30 17:31")) == commands.SweepReport()
    print(f"nothing due: {(time.monotonic() - began) * 1000:.1f} ms")
    assert report == commands.SweepReport(cases=DUE + 1, marks=2 * DUE + 2)
    assert used.ours <= SECONDS
    assert used.seconds <= SECONDS or used.neighbours > QUIET
