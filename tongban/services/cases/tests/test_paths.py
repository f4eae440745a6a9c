"""Random legal paths over the commands: what the table refuses changes nothing and says why; each step leaves all."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, NotAllowed
from tongban.services.cases import commands, queries
from tongban.services.cases.models import Case, CaseEvent
from tongban.services.cases.rules.life import TRANSITIONS, State, Step, find_fault
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db

TAKE: dict[Step, Callable[..., Any]] = {
    Step.REQUEST_CORRECTION: lambda **by: commands.request_correction(defects=[Defect("m2", "请重交")], **by),
    Step.CORRECT: lambda **by: commands.correct(given=[make.BANK], **by),
    Step.ACCEPT: commands.accept,
    Step.DECLINE: lambda **by: commands.decline(reason="不属于本机关职权", **by),
    Step.PASS_ON: lambda **by: commands.pass_on(opinion="通过", **by),
    Step.SUSPEND: lambda **by: commands.suspend(kind="hearing", basis="第四十五条", days=10, **by),
    Step.RESUME: lambda **by: commands.resume(kind="hearing", result="听证结束", **by),
    Step.EXTEND: lambda **by: commands.extend(days=10, reason="案情复杂", **by),
    Step.GRANT: lambda **by: commands.grant(opinion="符合条件", **by),
    Step.DENY: lambda **by: commands.deny(reason="不符合条件", **by),
    Step.WITHDRAW: commands.withdraw,
    Step.SUPPLY: lambda **by: commands.supply(given=[make.BANK], **by),
    Step.CONCLUDE: lambda by, **case: commands.conclude(**case),
    Step.DELIVER: lambda **by: commands.deliver(how="window", receipt="本人签收", **by),
    Step.ARCHIVE: lambda by, **case: commands.archive(**case),
    Step.DEEM_ACCEPTED: lambda by, **case: commands.deem_accepted(**case),
    Step.LAPSE: lambda by, **case: commands.lapse(**case),
    Step.GRANT_BY_DEFAULT: lambda by, **case: commands.grant_by_default(**case),
}
ONCE = frozenset((Step.EXTEND, Step.SUSPEND))
NOT_DUE = frozenset((Step.DEEM_ACCEPTED, Step.LAPSE, Step.GRANT_BY_DEFAULT))
"""Steps of the clock: `now` stands still here, so none is ever due."""


@pytest.mark.req("UAP-02", part="random legal paths over the commands; each step has its paper, journal row and event")
@pytest.mark.parametrize("seed", range(8))
def test_random_legal_paths(now, seed):
    choose = random.Random(seed)
    given = (make.CARD, Given("m2", How.PROMISE) if seed % 2 else make.BANK)
    world = make.world(now, default_grant=True)
    case_id = make.submitted(world, now, materials=given).case
    taken: set[Step] = set()
    for _ in range(14):
        case = Case.objects.get(id=case_id)
        possible = [step for step in TAKE if find_fault(case.standing, step) is None and step not in NOT_DUE]
        possible = [step for step in possible if step not in ONCE & taken]
        check_refusals(case, set(TAKE) - set(possible) - ONCE, now)
        if not possible:
            break
        taken.add(step := choose.choice(possible))
        check_step(case, step, now)
    assert case.state in set(State)


def check_refusals(case: Case, steps: set[Step], now: Any) -> None:
    """Each of them changes nothing, and the attempt stands in the journal."""
    before, refused = make.left(case.id), make.refusals(case.id)
    for step in sorted(steps):
        with pytest.raises(Conflict) as refusal:
            TAKE[step](case_id=case.id, by=SYSTEM, now=now)
        assert refusal.value.code.startswith("case.")
    assert make.left(case.id) == before
    assert make.refusals(case.id) == refused + len(steps)
    assert Case.objects.get(id=case.id).version == case.version


def check_step(case: Case, step: Step, now: Any) -> None:
    """It leaves one event, one journal row, one event of the outbox, and its document where it has one."""
    before = make.left(case.id)
    TAKE[step](case_id=case.id, by=SYSTEM, now=now)
    after, paper = make.left(case.id), TRANSITIONS[(State(case.state), step)].document
    assert (after.events, after.journal, after.told, after.version) == (
        before.events + 1, before.journal + 1, before.told + 1, before.version + 1,
    )  # fmt: skip
    assert after.documents == before.documents + (paper is not None)
    event = CaseEvent.objects.get(bucket=case.bucket, case=case, version=after.version)
    assert (event.step, event.state_from, bool(event.document_number)) == (step, case.state, paper is not None)


@pytest.mark.req("APP-06")
def test_nobody_jumps_from_acceptance_to_the_end_and_the_attempt_is_known(now):
    world = make.world(now)
    case = make.accepted(world, now)
    with pytest.raises(Conflict, match=r"case\.steps_open"):
        commands.grant(case_id=case.id, opinion="同意", by=world.approver, now=now)
    assert (Case.objects.get(id=case.id).state, make.refusals(case.id)) == (State.REVIEW, 1)


@pytest.mark.req("UAP-01", part="front desk cannot decide, back office cannot take in")
def test_each_side_does_its_own(now):
    world = make.world(now)
    case_id = make.submitted(world, now).case
    with pytest.raises(NotAllowed):
        commands.accept(case_id=case_id, by=world.approver, now=now)
    commands.accept(case_id=case_id, by=world.clerk, now=now)
    with pytest.raises(NotAllowed):
        commands.pass_on(case_id=case_id, opinion="通过", by=world.clerk, now=now)
    commands.pass_on(case_id=case_id, opinion="通过", by=world.reviewer, now=now)
    for nobody in (world.clerk, world.reviewer, world.head, world.citizen):
        with pytest.raises(NotAllowed):
            commands.grant(case_id=case_id, opinion="同意", by=nobody, now=now)
    assert commands.grant(case_id=case_id, opinion="同意", by=world.approver, now=now).state == State.GRANTED


def test_staff_see_what_they_may_do_and_why_the_rest_waits(now):
    world = make.world(now)
    case = make.accepted(world, now)
    assert queries.list_steps(case, actor=world.approver, now=now) == {
        Step.PASS_ON: None,
        Step.SUSPEND: None,
        Step.RESUME: "case.step_not_now",
        Step.GRANT: "case.steps_open",
        Step.DENY: "case.steps_open",
    }


@pytest.mark.req("APP-01", part="submit, accept, decide, conclude, deliver, archive")
def test_a_case_goes_from_end_to_end(now):
    world = make.world(now)
    case = make.at_decision(world, now)
    commands.grant(case_id=case.id, opinion="符合条件", by=world.approver, now=now)
    commands.conclude(case_id=case.id, now=now)
    commands.deliver(case_id=case.id, how="window", receipt="本人签收", by=world.clerk, now=now)
    done = commands.archive(case_id=case.id, now=now)
    assert (done.state, done.outcome, done.version) == (State.ARCHIVED, "granted", 7)
    steps = CaseEvent.objects.filter(case=case).order_by("version").values_list("step", "document_number")
    assert list(steps) == [
        ("submit", case.number), ("accept", "受理〔2026〕1号"), ("pass_on", ""), ("grant", "准许〔2026〕1号"),
        ("conclude", ""), ("deliver", "送达〔2026〕1号"), ("archive", ""),
    ]  # fmt: skip


def test_documents_of_a_body_are_numbered_without_gaps(now):
    world = make.world(now)
    numbers = [make.accepted(world, now) for _ in range(3)]
    told = [queries.get_case(case.id, actor=world.clerk, now=now).documents[-1].number for case in numbers]
    assert told == ["受理〔2026〕1号", "受理〔2026〕2号", "受理〔2026〕3号"]
