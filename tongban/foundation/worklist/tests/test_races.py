"""Many clients at one row: one effect, and everybody else is told who has it."""

import pytest

from tests.clients import at_once
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.worklist import commands
from tongban.foundation.worklist.models import WorklistRow
from tongban.foundation.worklist.tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("NFR-03", part="worklist")]


def test_fifty_clients_claim_one_row_and_one_gets_it(now):
    row, clerks = make.row(), [make.clerk() for _ in range(50)]

    def claim(number):
        return commands.claim(row.id, row.authority, by=clerks[number], by_name=f"样例{number}", now=now)

    answers = at_once(50, claim)
    winners = [number for number, answer in enumerate(answers) if isinstance(answer, WorklistRow)]
    told = [answer.facts["by_name"] for answer in answers if isinstance(answer, Conflict)]
    row.refresh_from_db()
    assert [row.claimed_by] == [clerks[number].account for number in winners]
    assert told == [row.claimed_by_name] * 49
    assert journal_actions() == ["worklist.claimed"]


def test_claims_against_a_closing_leave_a_done_row_and_no_claim_after_it(now):
    row, clerks = make.row(), [make.clerk() for _ in range(20)]

    def act(number):
        if number == 10:
            return commands.close(row.subject, row.authority, version=2, by=SYSTEM, now=now)
        return commands.claim(row.id, row.authority, by=clerks[number], by_name=f"样例{number}", now=now)

    answers = at_once(20, act)
    claims = [answer for answer in answers if isinstance(answer, WorklistRow)]
    refusals = [answer.code for answer in answers if isinstance(answer, Conflict)]
    row.refresh_from_db()
    assert answers[10] is True
    assert row.state == "done"
    assert [row.claimed_by] == ([claim.claimed_by for claim in claims] or [None])
    assert len(claims) + len(refusals) == 19
    assert set(refusals) <= {"worklist.claimed_already", "worklist.done_already"}
    assert sorted(journal_actions()) == ["worklist.claimed"] * len(claims) + ["worklist.closed"]


def test_versions_put_at_once_leave_the_latest(now):
    at_once(20, lambda number: commands.put(make.work(version=number, step=f"step-{number}"), subject_bucket=7))
    assert WorklistRow.objects.values_list("step", "version").get(authority=make.XIAONAN) == ("step-19", 19)
