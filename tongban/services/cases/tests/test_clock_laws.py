"""The clock model against 行政许可法 arts. 32, 42, 45, 82: a naive count, and one life with everything in it."""

import datetime as dt
from decimal import Decimal

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.registers.calendars.rules.clock import OFFICE_ZONE, Limit, Pause, Unit
from tongban.registers.calendars.rules.workdays import OfficeHours, WorkCalendar
from tongban.services.cases import commands
from tongban.services.cases.commands.timing import read_again
from tongban.services.cases.models import Case
from tongban.services.cases.rules.clock import Kind
from tongban.services.cases.rules.life import State
from tongban.services.cases.rules.timing import (
    Call,
    Facts,
    Grade,
    Instants,
    Step,
    Timing,
    compute,
    find_wake,
    list_due,
)
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import BANK, at

CALENDAR = WorkCalendar.build(2020, 2026, lambda day: bool(chinese_calendar.is_workday(day)), hours=OfficeHours())
SHARES = (Decimal("0.50"), Decimal("0.90"))
FIRST = dt.datetime(2020, 1, 1, tzinfo=OFFICE_ZONE)
INSTANTS = st.integers(0, 5 * 365 * 24).map(lambda hours: FIRST + dt.timedelta(hours=hours))
SPANS = st.lists(st.tuples(st.integers(-100, 1_500), st.integers(0, 700)), max_size=5)


def count_days(since: dt.datetime, days: int, pauses: tuple[Pause, ...]) -> dt.datetime:
    """Day after day: a working day counts unless a pause that began on an earlier day reaches into it. Where the clock
    stands still at the end of the last one, the days of that pause go by as well.
    """
    day, left = since.date(), days
    while left:
        day += dt.timedelta(days=1)
        stands = any(pause.start.date() < day <= pause.end.date() for pause in pauses)
        left -= chinese_calendar.is_workday(day) and not stands
    reach = close_of(day)
    while further := [pause.end for pause in pauses if pause.start <= reach < pause.end]:
        day = max(filter(chinese_calendar.is_workday, days_from(day, max(further).date())))
        reach = max(*further, close_of(day))
    return close_of(day)


def days_from(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def close_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(17, 30), tzinfo=OFFICE_ZONE)


@pytest.mark.req("SUP-01", part="promise, law and extension agree with a naive count of days, whatever stood still")
@given(INSTANTS, st.integers(1, 60), st.integers(0, 10), SPANS)
def test_instants_are_those_of_a_count_by_hand(since, promised, extension, spans):
    pauses = tuple(
        Pause(since + dt.timedelta(hours=begins), since + dt.timedelta(hours=begins + hours)) for begins, hours in spans
    )
    facts = Facts(
        Kind.PROMISED, since, Limit(promised, Unit.WORKING_DAY), since, legal=Limit(20, Unit.WORKING_DAY),
        extension=extension, pauses=pauses,
    )  # fmt: skip
    instants = compute(facts, CALENDAR, SHARES)
    assert instants.due_at == count_days(since, promised + extension, pauses)
    assert instants.legal_due_at == count_days(since, 20 + extension, pauses)
    assert instants.warn_at <= instants.alarm_at <= instants.due_at


@given(INSTANTS, st.integers(0, 24 * 40), st.booleans(), st.booleans())
def test_what_is_due_and_what_is_left_are_all_the_calls(due, hours, default_grant, paused):
    instants = Instants(due, due - dt.timedelta(days=20), due - dt.timedelta(days=4), due + dt.timedelta(days=9), due)
    timing = Timing(State.REVIEW, Kind.PROMISED, instants, paused=paused, default_grant=default_grant)
    now = due - dt.timedelta(days=25) + dt.timedelta(hours=hours)
    found = list_due(timing, now)
    given_now = Timing(**{**_parts(timing), "marks": frozenset(mark.mark for mark in found.marks)})
    assert all(mark.at <= now for mark in found.marks)
    assert (found.step is Step.GRANT_BY_DEFAULT) == (default_grant and not paused and due <= now)
    assert list_due(given_now, now).marks == ()
    assert found.wakes_at == find_wake(given_now)


def _parts(timing):
    return {name: getattr(timing, name) for name in Timing.__slots__}


def test_marks_come_in_order_of_time():
    instants = Instants(at("12-02 17:30"), at("11-30 17:30"), at("12-02 17:30"), step_due_at=at("11-27 17:30"))
    timing = Timing(State.REVIEW, Kind.PROMISED, instants, marks=frozenset(("promised:yellow",)))
    assert list_due(timing, at("12-02 17:30")).marks == (
        Call(at("11-27 17:30"), Kind.STEP, Grade.OVERDUE),
        Call(at("12-02 17:30"), Kind.PROMISED, Grade.RED),
        Call(at("12-02 17:30"), Kind.PROMISED, Grade.OVERDUE),
    )


@pytest.mark.django_db
@pytest.mark.req("SUP-01", part="corrections, nested pauses, an extension and two calendar changes in one life")
def test_one_life_with_everything_in_it(now):
    world = make.world(now)
    case_id = make.told_to_correct(world, now, "m2").id

    def due():
        case = Case.objects.get(id=case_id)
        told = case.clock, case.due_at
        read_again(case)  # everything follows from facts: reading again changes nothing
        assert (case.clock, case.due_at, case.wakes_at) == (*told, Case.objects.get(id=case_id).wakes_at)
        return told

    assert due() == ("correction", at("12-16 17:30"))
    commands.correct(case_id=case_id, given=[BANK], by=world.citizen, now=at("12-01 10:00"))
    assert due() == ("acceptance", at("12-08 17:30"))
    make.holiday("12-04", at("12-01 12:00"))
    commands.recalculate(region=make.REGION, now=at("12-01 12:00"))
    assert due() == ("acceptance", at("12-09 17:30"))
    again = {"defects": [make.Defect("m2", "还是不清楚")], "by": world.clerk, "now": at("12-02 10:00")}
    commands.request_correction(case_id=case_id, **again)
    assert due() == ("correction", at("12-24 17:30"))
    commands.correct(case_id=case_id, given=[BANK], by=world.citizen, now=at("12-03 10:00"))
    assert due() == ("acceptance", at("12-11 17:30"))
    commands.accept(case_id=case_id, by=world.clerk, now=at("12-07 10:00"))
    assert due() == ("promised", at("12-14 17:30"))
    _stand_still(world, case_id)
    # Eight, 15, 16, 17 and 18 December counted; 9, 10 and 14 stood still, and on 11 nobody works.
    assert due() == ("promised", at("12-18 17:30"))
    commands.extend(case_id=case_id, days=2, reason="案情复杂", by=world.head, now=at("12-15 10:00"))
    assert due() == ("promised", at("12-22 17:30"))


def _stand_still(world, case_id):
    """A hearing from 8 to 14 December with an expert review inside, and a holiday decided meanwhile."""
    pause = {"case_id": case_id, "by": world.reviewer, "basis": "第四十五条", "days": 10}
    over = {"case_id": case_id, "by": world.reviewer, "result": "结束"}
    commands.suspend(kind="hearing", now=at("12-08 09:00"), **pause)
    commands.suspend(kind="expert_review", now=at("12-09 09:00"), **pause)
    commands.resume(kind="expert_review", now=at("12-10 09:00"), **over)
    make.holiday("12-11", at("12-10 10:00"))
    commands.recalculate(region=make.REGION, now=at("12-10 10:00"))
    assert commands.sweep(now=at("12-14 08:00")) == commands.SweepReport()
    commands.resume(kind="hearing", now=at("12-14 16:00"), **over)
