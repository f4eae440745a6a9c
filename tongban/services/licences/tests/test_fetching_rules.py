"""What an item needs, what a consent covers, when volume is unusual, and when a reminder is due."""

import datetime as dt

import pytest

from tongban.services.licences.rules import fetching, reminding
from tongban.services.licences.rules.fetching import Agreed, Basis, Purpose

NOON = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=30)
ROWS = [
    {"code": "m1", "name": "营业执照", "licence": True},
    {"code": "m2", "name": "法定代表人身份证", "licence": True, "licence_type": "居民身份证",
     "when": {"answer": "who", "is": "company"}},
    {"code": "m3", "name": "经营者身份证", "licence": True, "licence_type": "居民身份证",
     "when": {"answer": "who", "is": "person"}},
    {"code": "m4", "name": "平面图"},
]  # fmt: skip


def test_the_licences_of_an_item_each_once():
    assert fetching.list_needed(ROWS) == ("营业执照", "居民身份证")


@pytest.mark.req("LIC-05", part="exactly the licences needed for the item in hand")
def test_only_licences_whose_condition_holds():
    rows = [row for row in ROWS if row["code"] != "m3"]
    assert fetching.list_needed(rows, {}, {"who": "company"}) == ("营业执照", "居民身份证")
    assert fetching.list_needed(rows, {}, {"who": "person"}) == ("营业执照",)


@pytest.mark.req("LIC-09", part="a look-up says for what")
def test_a_purpose_names_an_item():
    named = [Purpose("item").is_named, Purpose("", "0521156088028589").is_named, Purpose(" ", basis=Basis.LAW).is_named]
    assert named == [True, False, False]


@pytest.mark.parametrize(
    ("agreed", "uncovered"),
    [
        (Agreed("item", frozenset({"营业执照", "居民身份证"}), LATER), []),
        (Agreed("item", frozenset({"营业执照"}), LATER), ["居民身份证"]),
        (Agreed("", frozenset({"营业执照", "居民身份证"}), LATER), []),
        (Agreed("other", frozenset({"营业执照", "居民身份证"}), LATER), ["居民身份证", "营业执照"]),
        (Agreed("item", frozenset({"营业执照", "居民身份证"}), NOON), ["居民身份证", "营业执照"]),
        (Agreed("item", frozenset({"营业执照", "居民身份证"}), LATER, NOON), ["居民身份证", "营业执照"]),
    ],
)
def test_what_a_consent_leaves_uncovered(agreed, uncovered):
    assert fetching.list_uncovered([agreed], "item", ("营业执照", "居民身份证"), NOON) == uncovered


def looks(*spread: tuple[float, int]) -> dict[str, int]:
    tally: dict[str, int] = {}
    for seconds, count in spread:
        tally = fetching.add_looks(tally, NOON + dt.timedelta(seconds=seconds), count)
    return tally


@pytest.mark.req("LIC-09", part="500 look-ups in a minute by a clerk")
@pytest.mark.parametrize(
    ("spread", "unusual"),
    [
        (((0, 500),), True),
        (((0, 499),), False),
        (((0, 250), (59, 250)), True),
        (((0, 250), (60, 250)), False),
        (((0, 1), (30, 499), (59.9, 0)), True),
    ],
)
def test_five_hundred_within_sixty_seconds_are_unusual(spread, unusual):
    assert fetching.is_unusual(looks(*spread), 500, None, NOON) is unusual


def test_an_alarm_is_raised_once_an_hour():
    minutes = [fetching.is_unusual({"0": 900}, 500, NOON, NOON + dt.timedelta(minutes=at)) for at in (0, 59, 60)]
    assert minutes == [False, False, True]


@pytest.mark.req("J15", part="licence near expiry → reminder")
@pytest.mark.parametrize(("left", "due"), [(61, None), (60, 60), (31, 60), (30, 30), (0, 30), (-1, None)])
def test_when_a_reminder_is_due(left, due):
    today = dt.date(2026, 11, 25)
    assert reminding.due_reminder(today + dt.timedelta(days=left), today) == due
