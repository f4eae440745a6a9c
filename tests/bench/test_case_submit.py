"""Submitting over HTTP, signed in, against PostgreSQL alone with the same statements; at 10,000 and 1,000,000 cases.

`BENCH_CASES` names another large number of stored cases.
"""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tests.bench import cases_world as world
from tests.bench.filling import fill
from tests.bench.scripts import as_script, watched_statements
from tests.bench.shares import Report, compare
from tests.bench.whole_stack import CONNECTIONS, Measured, Stack, served
from tongban.services.cases.models import Case

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
SMALL, LARGE = 10_000, int(os.environ.get("BENCH_CASES") or 1_000_000)
STATEMENTS = 5
LUA = """
local cookies, n = {}, 0
for line in io.lines(os.getenv("COOKIES")) do cookies[#cookies + 1] = line end
local body = io.open(os.getenv("BODY")):read("*a")
function request()
    n = n + 1
    return wrk.format("POST", "/api/v1/cases", {
        ["Cookie"] = cookies[n % #cookies + 1], ["Content-Type"] = "application/json",
        ["X-CSRFToken"] = string.rep("a", 32), ["Idempotency-Key"] = os.getenv("RUN") .. "-" .. n,
    }, body)
end
"""


@pytest.fixture
def applicants() -> world.Applicants:
    return world.applicants(timezone.now())


@pytest.fixture
def stack(tmp_path: Path, applicants: world.Applicants) -> Iterator[Stack]:
    (tmp_path / "cookies").write_text("\n".join(applicants.cookies) + "\n")
    (tmp_path / "body").write_text(applicants.body)
    with served(tmp_path) as found:
        yield found


@pytest.mark.req("NFR-02", part="submissions a second as a share of pgbench; flat to a million stored cases")
def test_submitting(stack: Stack, applicants: world.Applicants, report: Report) -> None:
    first = applicants.post(applicants.cookies[0], "the-first-of-all").json()["number"]
    rates, stored = {}, 1
    for count in (SMALL, LARGE):
        fill(first, stored, count)
        stored = count + 1
        rates[count] = _measure(stack, applicants, count, report)
    report(f"{LARGE:,} stored cases: {rates[LARGE] / rates[SMALL]:.0%} of the submissions at {SMALL:,}")
    assert rates[LARGE] >= 0.85 * rates[SMALL]


def _measure(stack: Stack, applicants: world.Applicants, count: int, report: Report) -> float:
    """Submissions a second of processor time."""
    scripts = [_script(applicants, cookie) for cookie in applicants.cookies]
    transactions = []

    def load(seconds: float) -> Measured:
        began = _committed()
        measured = _load(stack, seconds)
        answered = measured.rate * seconds + CONNECTIONS  # at the end that many are still under way
        transactions.append((_committed() - began) / answered)
        return measured

    found = compare(f"submit at {count:,} cases", stack, load, scripts, report)
    report(f"  {min(transactions):.2f} transactions each")
    assert min(transactions) <= STATEMENTS + 0.2  # the server's own upkeep commits too
    assert found.share >= 0.20
    return found.ours


def _load(stack: Stack, seconds: float) -> Measured:
    told = {"COOKIES": str(stack.folder / "cookies"), "BODY": str(stack.folder / "body"), "RUN": uuid.uuid4().hex}
    return stack.wrk(LUA, seconds, **told)


def _script(applicants: world.Applicants, cookie: str) -> str:
    """One submission's statements; what must not repeat differs each time."""
    applicants.post(cookie, uuid.uuid4().hex)
    with watched_statements() as statements:
        number = applicants.post(cookie, uuid.uuid4().hex).json()["number"]
    assert len(statements) == STATEMENTS, [text for text, _ in statements]
    case = Case.objects.get(bucket=world.bucket_of(number), number=number)
    stored = statements[-1][1]
    made = {each for value in stored for each in (value if isinstance(value, list) else [value])}
    ids = {each for each in made if isinstance(each, uuid.UUID)} - {case.holder_id, case.submitted_by}
    keys = {each for each in made if isinstance(each, str) and each.startswith("cases.submit:")}
    return as_script(statements, dict.fromkeys(ids, "id") | dict.fromkeys(keys, "key") | {case.sequence: "number"})


def _committed() -> int:
    """Transactions so far; outside of one, each statement is one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
