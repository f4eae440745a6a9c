"""The statutory clock: golden due dates around holidays, the half-day table of the design, laws that always hold."""

import datetime as dt
from decimal import Decimal

import chinese_calendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.calendars.rules.clock import (
    OFFICE_ZONE,
    Due,
    Limit,
    Pause,
    Unit,
    compute_due,
    compute_warning,
    merge,
    remaining_working_days,
)
from tongban.registers.calendars.rules.workdays import WorkCalendar

CALENDAR = WorkCalendar.build(2019, 2026, chinese_calendar.is_workday)
DAY, HALF, HOUR, CALENDAR_DAY = Unit.WORKING_DAY, Unit.HALF_DAY, Unit.NATURAL_HOUR, Unit.CALENDAR_DAY


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=OFFICE_ZONE)


def due(start: str, count: int, unit: Unit, pauses: list[Pause] | None = None) -> dt.datetime | None:
    return compute_due(at(start), Limit(count, unit), CALENDAR, pauses or []).at


GOLDEN = [
    # Spring Festival 2020: rest from 24 January, extended by notice to 2 February; make-up on Sunday 19 January
    ("2020-01-17 10:00", 1, DAY, "2020-01-19 17:30"),
    ("2020-01-17 10:00", 5, DAY, "2020-01-23 17:30"),
    ("2020-01-23 16:00", 1, DAY, "2020-02-03 17:30"),
    ("2020-01-23 16:00", 5, DAY, "2020-02-07 17:30"),
    ("2020-01-25 12:00", 1, DAY, "2020-02-03 17:30"),
    ("2020-01-23 16:00", 24, HOUR, "2020-01-24 16:00"),
    # Qingming 2020 (4–6 April)
    ("2020-04-03 09:00", 1, DAY, "2020-04-07 17:30"),
    ("2020-04-03 14:00", 1, HALF, "2020-04-07 12:00"),
    # National Day 2020 (1–8 October; make-up 27 September and 10 October)
    ("2020-09-25 17:00", 1, DAY, "2020-09-27 17:30"),
    ("2020-09-30 09:30", 1, DAY, "2020-10-09 17:30"),
    ("2020-09-30 09:30", 2, DAY, "2020-10-10 17:30"),
    ("2020-09-30 09:30", 3, DAY, "2020-10-12 17:30"),
    # 2021: Spring Festival 11–17 February, make-up 7 and 20 February; Qingming 3–5 April; National Day 1–7 October
    ("2021-02-05 11:00", 1, DAY, "2021-02-07 17:30"),
    ("2021-02-10 17:29", 1, DAY, "2021-02-18 17:30"),
    ("2021-02-10 17:29", 3, DAY, "2021-02-20 17:30"),
    ("2021-02-10 17:29", 1, HALF, "2021-02-18 12:00"),
    ("2021-04-02 09:00", 1, DAY, "2021-04-06 17:30"),
    ("2021-09-30 12:00", 1, HALF, "2021-09-30 17:30"),
    ("2021-09-30 13:30", 1, HALF, "2021-10-08 12:00"),
    ("2021-09-30 13:30", 2, DAY, "2021-10-09 17:30"),
    # 2022: Spring Festival 31 January – 6 February, make-up 29 and 30 January; October make-up 8 and 9
    ("2022-01-28 10:00", 2, DAY, "2022-01-30 17:30"),
    ("2022-01-30 10:00", 1, DAY, "2022-02-07 17:30"),
    ("2022-09-30 10:00", 2, DAY, "2022-10-09 17:30"),
    # 2023: Spring Festival 21–27 January, make-up 28 and 29; Qingming one Wednesday; 29 September – 6 October
    ("2023-01-20 10:00", 1, DAY, "2023-01-28 17:30"),
    ("2023-04-04 16:00", 1, DAY, "2023-04-06 17:30"),
    ("2023-04-04 16:00", 2, HALF, "2023-04-06 17:30"),
    ("2023-09-28 09:00", 1, DAY, "2023-10-07 17:30"),
    ("2023-09-28 09:00", 20, DAY, "2023-11-01 17:30"),
    # 2024: Spring Festival 10–17 February, make-up 4 and 18 February; Qingming 4–6 April, make-up 7 April
    ("2024-02-02 10:00", 1, DAY, "2024-02-04 17:30"),
    ("2024-02-09 10:00", 1, DAY, "2024-02-18 17:30"),
    ("2024-04-03 10:00", 2, DAY, "2024-04-08 17:30"),
    # 2025: 28 January – 4 February, make-up 26 January and 8 February; 1–8 October, make-up 28 September and 11
    ("2025-01-24 10:00", 1, DAY, "2025-01-26 17:30"),
    ("2025-01-27 10:00", 4, DAY, "2025-02-08 17:30"),
    ("2025-09-30 10:00", 2, DAY, "2025-10-10 17:30"),
    ("2025-09-30 10:00", 3, DAY, "2025-10-11 17:30"),
    # 2026: 15–23 February, make-up 14 and 28; Qingming 4–6 April; 1–7 October, make-up 20 September and 10
    ("2026-02-13 16:00", 1, DAY, "2026-02-14 17:30"),
    ("2026-02-14 16:00", 1, DAY, "2026-02-24 17:30"),
    ("2026-02-14 16:00", 5, DAY, "2026-02-28 17:30"),
    ("2026-04-03 09:00", 1, DAY, "2026-04-07 17:30"),
    ("2026-09-30 17:30", 1, DAY, "2026-10-08 17:30"),
    ("2026-09-30 17:30", 3, DAY, "2026-10-10 17:30"),
    ("2026-09-30 15:00", 24, HOUR, "2026-10-01 15:00"),
    ("2026-09-30 15:00", 15, CALENDAR_DAY, "2026-10-15 17:30"),
    # the half-day table of the design, in the week of 23 November 2026
    ("2026-11-23 11:50", 1, HALF, "2026-11-23 17:30"),
    ("2026-11-23 14:00", 1, HALF, "2026-11-24 12:00"),
    ("2026-11-27 17:00", 1, HALF, "2026-11-30 12:00"),
    ("2026-11-23 08:00", 1, HALF, "2026-11-23 12:00"),
    ("2026-11-23 09:00", 1, HALF, "2026-11-23 17:30"),
    ("2026-11-23 12:30", 1, HALF, "2026-11-23 17:30"),
    ("2026-11-23 17:40", 1, HALF, "2026-11-24 12:00"),
    ("2026-11-23 11:50", 2, HALF, "2026-11-24 12:00"),
    ("2026-11-23 11:50", 1, DAY, "2026-11-24 17:30"),
    ("2026-11-23 11:50", 0, DAY, "2026-11-23 17:30"),
    ("2026-11-21 11:50", 0, DAY, "2026-11-23 17:30"),
]


@pytest.mark.req("SUP-01", part="due dates")
@pytest.mark.parametrize(("start", "count", "unit", "expected"), GOLDEN)
def test_golden_due_dates(start: str, count: int, unit: Unit, expected: str) -> None:
    assert due(start, count, unit) == at(expected)


PAUSES = [
    # 5 working days from Monday 23 November 2026 end on Monday 30 November without a pause
    ([], DAY, 5, "2026-11-30 17:30"),
    ([("2026-11-24 10:00", "2026-11-24 16:00")], DAY, 5, "2026-11-30 17:30"),
    ([("2026-11-24 10:00", "2026-11-26 09:00")], DAY, 5, "2026-12-02 17:30"),
    ([("2026-11-27 10:00", "2026-11-30 09:00")], DAY, 5, "2026-12-01 17:30"),
    ([("2026-11-24 10:00", "2026-11-26 09:00"), ("2026-11-25 10:00", "2026-11-27 09:00")], DAY, 5, "2026-12-03 17:30"),
    ([("2026-11-24 10:00", "2026-11-27 09:00"), ("2026-11-25 10:00", "2026-11-26 09:00")], DAY, 5, "2026-12-03 17:30"),
    ([("2026-12-01 10:00", "2026-12-04 09:00")], DAY, 5, "2026-11-30 17:30"),
    ([("2026-11-20 10:00", "2026-11-24 09:00")], DAY, 5, "2026-12-01 17:30"),
    ([("2026-11-23 10:00", "2026-11-23 14:00")], HALF, 2, "2026-11-24 17:30"),
    ([("2026-11-23 10:00", "2026-11-23 12:30")], HALF, 2, "2026-11-24 12:00"),
    ([("2026-11-23 20:00", "2026-11-24 02:30")], HOUR, 24, "2026-11-24 15:30"),
    ([("2026-11-23 20:00", "2026-11-26 02:30")], CALENDAR_DAY, 15, "2026-12-11 17:30"),
    ([("2026-11-24 10:00", None)], DAY, 5, None),
]


@pytest.mark.req("SUP-01", part="pauses")
@pytest.mark.parametrize(("pauses", "unit", "count", "expected"), PAUSES)
def test_golden_pauses(pauses: list[tuple[str, str | None]], unit: Unit, count: int, expected: str | None) -> None:
    stood_still = [Pause(at(start), at(end) if end else None) for start, end in pauses]
    assert due("2026-11-23 09:00", count, unit, stood_still) == (at(expected) if expected else None)


@pytest.mark.parametrize(
    ("count", "unit", "share", "expected"),
    [
        (5, DAY, "0.5", "2026-11-26 17:30"),
        (20, DAY, "0.9", "2026-12-17 17:30"),
        (1, DAY, "0.5", "2026-11-24 17:30"),
        (24, HOUR, "0.5", "2026-11-23 21:00"),
        (15, CALENDAR_DAY, "0.5", "2026-12-01 17:30"),
    ],
)
def test_warnings_at_a_share(count: int, unit: Unit, share: str, expected: str) -> None:
    assert compute_warning(at("2026-11-23 09:00"), Limit(count, unit), Decimal(share), CALENDAR) == at(expected)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-25 09:30", 4),
        ("2026-11-28 09:30", 1),
        ("2026-11-30 17:30", 1),
        ("2026-11-30 17:31", 0),
        ("2026-12-01 08:00", -1),
        ("2026-12-07 08:00", -5),
    ],
)
def test_remaining_includes_today(now: str, left: int) -> None:
    assert remaining_working_days(at("2026-11-30 17:30"), at(now), CALENDAR) == left


def test_the_office_zone_decides_the_day() -> None:
    late_in_utc = dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)  # Tuesday 01:00 in the office
    assert compute_due(late_in_utc, Limit(1, DAY), CALENDAR) == Due(at("2026-11-25 17:30"), provisional=False)


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: Limit(-1, DAY), "limit.negative"),
        (lambda: due("2026-12-31 09:00", 1, DAY), "calendar.out_of_range"),
        (
            lambda: merge([Pause(at("2026-11-24 10:00"), at("2026-11-23 10:00"))], since=at("2026-11-23 09:00")),
            "pause.ends_before_it_starts",
        ),
        (lambda: compute_due(dt.datetime(2026, 11, 23), Limit(1, DAY), CALENDAR), "instant.naive"),  # noqa: DTZ001
    ],
)
def test_refusals(ask, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        ask()


INSTANTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2025, 6, 1), timezones=st.just(OFFICE_ZONE))  # noqa: DTZ001
COUNTS = st.integers(1, 100)


@pytest.mark.req("SUP-01", part="laws of the clock")
@given(INSTANTS, COUNTS, st.sampled_from([DAY, HALF]))
def test_never_due_on_a_rest_day(start: dt.datetime, count: int, unit: Unit) -> None:
    ends = compute_due(start, Limit(count, unit), CALENDAR).at
    assert ends is not None
    assert chinese_calendar.is_workday(ends.date())
    assert ends > start


@given(INSTANTS, COUNTS, COUNTS, st.sampled_from(list(Unit)))
def test_additive(start: dt.datetime, one: int, other: int, unit: Unit) -> None:
    halfway = compute_due(start, Limit(one, unit), CALENDAR).at
    assert halfway is not None
    assert compute_due(halfway, Limit(other, unit), CALENDAR) == compute_due(start, Limit(one + other, unit), CALENDAR)


@given(INSTANTS, INSTANTS, COUNTS, st.sampled_from(list(Unit)))
def test_monotone(one: dt.datetime, other: dt.datetime, count: int, unit: Unit) -> None:
    early, late = sorted((one, other))
    first, second = (compute_due(start, Limit(count, unit), CALENDAR).at for start in (early, late))
    assert first is not None
    assert second is not None
    assert first <= second


@given(
    INSTANTS,
    COUNTS,
    st.timedeltas(dt.timedelta(0), dt.timedelta(60)),
    st.timedeltas(dt.timedelta(0), dt.timedelta(60)),
    st.sampled_from([DAY, HALF]),
)
def test_pause_and_resume_shift_by_what_was_paused(
    start: dt.datetime, count: int, wait: dt.timedelta, length: dt.timedelta, unit: Unit
) -> None:
    pause = Pause(start + wait, start + wait + length)
    plain = compute_due(start, Limit(count, unit), CALENDAR).at
    assert plain is not None
    assume(pause.start <= plain)
    moved = compute_due(start, Limit(count, unit), CALENDAR, [pause]).at
    assert moved is not None
    if unit is DAY:
        assert CALENDAR.working_days(plain.date(), moved.date()) == CALENDAR.working_days(
            pause.start.date(), pause.end.date()
        )
    else:
        lost = CALENDAR.last_half_begun(pause.end) - CALENDAR.last_half_begun(pause.start)
        assert CALENDAR.last_half_begun(moved) - CALENDAR.last_half_begun(plain) == lost


@given(INSTANTS, st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=6), st.sampled_from(list(Unit)))
def test_order_and_overlap_of_pauses_do_not_matter(
    start: dt.datetime, spans: list[tuple[int, int]], unit: Unit
) -> None:
    pauses = [
        Pause(start + dt.timedelta(hours=wait), start + dt.timedelta(hours=wait + hours)) for wait, hours in spans
    ]
    forwards = compute_due(start, Limit(20, unit), CALENDAR, pauses)
    assert forwards == compute_due(start, Limit(20, unit), CALENDAR, pauses[::-1] + pauses)
