"""The clocks of a case against the calendar of late 2026: Wednesday 25 November is the sample day."""

import datetime as dt

import pytest

from tongban.foundation.kernel.errors import Conflict
from tongban.services.cases import commands, queries
from tongban.services.cases.models import Case, CaseEvent, CaseFinding
from tongban.services.cases.rules.life import State
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import BANK, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    return make.world(now)


def marks(case_id):
    rows = CaseFinding.objects.filter(case=case_id)
    return sorted((row.clock, row.kind) for row in rows)


def due(case_id):
    return Case.objects.get(id=case_id).due_at


def test_acceptance_takes_five_working_days(world, now):
    assert due(make.submitted(world, now).case) == at("12-02 17:30")


@pytest.mark.req("SUP-01", part="promised, legal and step clocks run side by side")
def test_review_runs_by_promise_law_and_step(world, now):
    case = make.accepted(world, now)
    assert (case.due_at, case.legal_due_at, case.step_due_at) == (
        at("12-02 17:30"), at("12-23 17:30"), at("11-27 17:30"),
    )  # fmt: skip
    assert (case.warn_at, case.alarm_at) == (at("11-30 17:30"), at("12-02 17:30"))
    passed = commands.pass_on(case_id=case.id, opinion="通过", by=world.reviewer, now=at("11-26 10:00"))
    assert (passed.due_at, passed.step_due_at) == (at("12-02 17:30"), at("11-30 17:30"))


@pytest.mark.req("SUP-01", part="repeated corrections")
def test_each_answer_to_a_notice_begins_the_acceptance_clock_anew(world, now):
    case = make.told_to_correct(world, now, "m2")
    assert (case.clock, case.due_at) == ("correction", at("12-16 17:30"))
    case = commands.correct(case_id=case.id, given=[BANK], by=world.citizen, now=at("12-01 10:00"))
    assert (case.clock, case.due_at) == ("acceptance", at("12-08 17:30"))
    told = {"case_id": case.id, "by": world.clerk, "now": at("12-02 10:00")}
    case = commands.request_correction(defects=[make.Defect("m2", "还是不清楚")], **told)
    assert (case.notices, case.due_at) == (2, at("12-23 17:30"))
    case = commands.correct(case_id=case.id, given=[BANK], by=world.citizen, now=at("12-03 10:00"))
    assert case.due_at == at("12-10 17:30")


@pytest.mark.req("SUP-01", part="an unresolved correction lapses at its due instant")
def test_an_unresolved_correction_lapses(world, now):
    case = make.told_to_correct(world, now)
    assert commands.sweep(now=at("12-16 17:29")).steps == 0
    assert commands.sweep(now=at("12-20 08:00")).steps == 1
    ended = Case.objects.get(id=case.id)
    assert (ended.state, ended.decided_at, ended.wakes_at) == (State.LAPSED, at("12-16 17:30"), None)
    with pytest.raises(Conflict, match=r"case\.step_not_now"):
        commands.correct(case_id=case.id, given=[BANK], by=world.citizen, now=at("12-20 09:00"))


def test_whoever_comes_after_the_due_instant_comes_too_late_even_before_the_sweep(world, now):
    case = make.told_to_correct(world, now)
    with pytest.raises(Conflict, match=r"case\.overrun"):
        commands.correct(case_id=case.id, given=[BANK], by=world.citizen, now=at("12-16 17:31"))
    assert Case.objects.get(id=case.id).state == State.CORRECTING


@pytest.mark.req("UAP-02", part="deemed accepted")
def test_silence_accepts_from_the_day_the_materials_came(world, now):
    receipt = make.submitted(world, now)
    report = commands.sweep(now=at("12-05 08:00"))
    case = Case.objects.get(id=receipt.case)
    assert (case.state, case.accepted_at, case.due_at) == (State.REVIEW, now, at("12-02 17:30"))
    event = CaseEvent.objects.get(case=case, step="deem_accepted")
    assert (event.at, event.recorded_at, report.steps) == (at("12-02 17:30"), at("12-05 08:00"), 1)


@pytest.mark.req("SUP-01", part="nested and overlapping pauses count once")
def test_overlapping_pauses_move_the_due_instant_by_what_they_cover(world, now):
    case_id = make.accepted(world, now).id
    pause = {"case_id": case_id, "by": world.reviewer, "basis": "第四十五条", "days": 10}
    commands.suspend(kind="hearing", now=at("11-26 10:00"), **pause)
    case = commands.suspend(kind="expert_review", now=at("11-27 10:00"), **pause)
    assert (case.state, case.pauses, case.due_at) == (State.SUSPENDED, 2, at("12-02 17:30"))
    over = {"case_id": case_id, "by": world.reviewer, "result": "结束"}
    case = commands.resume(kind="expert_review", now=at("11-30 10:00"), **over)
    assert (case.state, case.pauses) == (State.SUSPENDED, 1)
    case = commands.resume(kind="hearing", now=at("12-01 10:00"), **over)
    # 27 November, 30 November and 1 December stood still: three working days.
    assert (case.state, case.due_at, case.legal_due_at) == (State.REVIEW, at("12-07 17:30"), at("12-28 17:30"))


@pytest.mark.req("SUP-04", part="not while the clock is paused")
def test_nothing_is_marked_or_granted_while_the_clock_stands_still(now):
    world = make.world(now, default_grant=True)
    case_id = make.accepted(world, now).id
    told = {"case_id": case_id, "by": world.reviewer, "basis": "第四十五条", "days": 10}
    commands.suspend(kind="hearing", now=at("11-26 10:00"), **told)
    assert commands.sweep(now=at("12-31 08:00")) == commands.SweepReport()
    case = commands.resume(case_id=case_id, kind="hearing", result="结束", by=world.reviewer, now=at("12-31 09:00"))
    assert case.state == State.REVIEW
    assert case.due_at > at("12-31 17:00")


def test_a_procedure_that_the_item_does_not_name_stops_no_clock(world, now):
    case_id = make.accepted(world, now).id
    with pytest.raises(Exception, match=r"case\.pause_not_provided"):
        commands.suspend(case_id=case_id, kind="tender", basis="无", days=3, by=world.reviewer, now=now)


def test_the_head_extends_once(world, now):
    case_id = make.accepted(world, now).id
    told = {"case_id": case_id, "reason": "案情复杂", "by": world.head, "now": now}
    case = commands.extend(days=10, **told)
    assert (case.due_at, case.legal_due_at) == (at("12-16 17:30"), dt.datetime(2027, 1, 7, 17, 30, tzinfo=now.tzinfo))
    with pytest.raises(Conflict, match=r"case\.extended_already"):
        commands.extend(days=1, **told)


@pytest.mark.req("SUP-01", part="a calendar change in flight")
def test_a_notice_on_holidays_moves_running_clocks(world, now):
    case_id = make.accepted(world, now).id
    make.holiday("11-30", now)
    assert commands.recalculate(region=make.REGION, now=now) == 1
    case = Case.objects.get(id=case_id)
    assert (case.due_at, case.legal_due_at, case.wakes_at) == (at("12-03 17:30"), at("12-24 17:30"), at("11-27 17:30"))


@pytest.mark.req("SUP-03", part="yellow, red and overdue, once each, to more and more people")
def test_marks_are_given_once_each(world, now):
    case_id = make.accepted(world, now).id
    for day in ("11-30 17:29", "11-30 17:30", "11-30 17:31", "12-02 17:30", "12-05 08:00", "12-24 08:00"):
        commands.sweep(now=at(day))
    assert marks(case_id) == [
        ("legal", "overdue"), ("promised", "overdue"), ("promised", "red"), ("promised", "yellow"),
        ("step", "overdue"),
    ]  # fmt: skip
    assert Case.objects.get(id=case_id).wakes_at is None


def test_a_longer_time_does_not_mark_again(world, now):
    case_id = make.accepted(world, now).id
    commands.sweep(now=at("12-01 08:00"))
    commands.extend(case_id=case_id, days=10, reason="案情复杂", by=world.head, now=at("12-01 09:00"))
    commands.sweep(now=at("12-14 08:00"))
    assert marks(case_id).count(("promised", "yellow")) == 1


@pytest.mark.req("SUP-04", part="at the promised instant, dated by it, once, with somebody to answer for it")
def test_an_eligible_case_is_granted_by_default_at_its_instant(now):
    world = make.world(now, default_grant=True)
    case_id = make.accepted(world, now).id
    assert commands.sweep(now=at("12-02 17:29")).steps == 0
    assert commands.sweep(now=at("12-04 03:00")).steps == 1
    assert commands.sweep(now=at("12-04 03:01")) == commands.SweepReport()
    case = Case.objects.get(id=case_id)
    assert (case.state, case.outcome, case.decided_at) == (State.GRANTED, "granted", at("12-02 17:30"))
    view = queries.get_case(case_id, actor=world.supervisor, now=now)
    assert view.documents[-1].content | {"by_default": True} == view.documents[-1].content
    assert ("promised", "granted_by_default") in marks(case_id)


@pytest.mark.req("SUP-04", part="an excluded item gives only the alarm")
def test_another_item_is_only_marked(world, now):
    case_id = make.accepted(world, now).id
    assert commands.sweep(now=at("12-04 03:00")).steps == 0
    assert Case.objects.get(id=case_id).state == State.REVIEW
    assert ("promised", "overdue") in marks(case_id)


@pytest.mark.req("SUP-04", part="also when the server was down, after an acceptance that nobody gave")
def test_a_sleep_of_weeks_is_made_up_in_order(now):
    world = make.world(now, default_grant=True)
    case_id = make.submitted(world, now).case
    assert commands.sweep(now=at("12-31 08:00")).steps == 2
    events = CaseEvent.objects.filter(case=case_id).order_by("version").values_list("step", "at")
    assert list(events) == [
        ("submit", now), ("deem_accepted", at("12-02 17:30")), ("grant_by_default", at("12-02 17:30")),
    ]  # fmt: skip


@pytest.mark.req("APP-08", part="overdue: closed")
def test_a_promised_material_that_does_not_come_ends_the_case(world, now):
    case = make.at_decision(world, now, materials=(make.CARD, Given("m2", How.PROMISE)))
    commands.grant(case_id=case.id, opinion="同意", by=world.approver, now=now)
    with pytest.raises(Conflict, match=r"case\.gaps_open"):
        commands.conclude(case_id=case.id, now=now)
    commands.sweep(now=at("12-20 08:00"))
    ended = Case.objects.get(id=case.id)
    assert (ended.state, ended.outcome, ended.decided_at) == (State.LAPSED, "lapsed", at("12-09 17:30"))


@pytest.mark.req("APP-08", part="supplied: the result goes out")
def test_a_promised_material_that_comes_lets_the_result_out(world, now):
    case = make.at_decision(world, now, materials=(make.CARD, Given("m2", How.PROMISE)))
    commands.grant(case_id=case.id, opinion="同意", by=world.approver, now=now)
    commands.supply(case_id=case.id, given=[BANK], by=world.citizen, now=at("12-01 10:00"))
    assert commands.conclude(case_id=case.id, now=at("12-01 10:01")).state == State.CONCLUDED


@pytest.mark.req("SUP-01", part="delivery within ten working days")
def test_the_result_is_handed_over_within_ten_working_days(world, now):
    case = make.at_decision(world, now)
    case = commands.grant(case_id=case.id, opinion="同意", by=world.approver, now=now)
    assert (case.clock, case.due_at) == ("delivery", at("12-09 17:30"))
