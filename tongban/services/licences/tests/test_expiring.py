"""Licences that end: swept once their last day is over, listed before."""

import datetime as dt

import pytest

from tongban.services.licences import commands, queries
from tongban.services.licences.models import LicenceEvent
from tongban.services.licences.rules.life import State
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db
LAST = dt.date(2031, 11, 24)


@pytest.mark.req("LIC-01", part="expiry")
def test_the_sweep_ends_what_is_over_as_of_its_midnight(now):
    licence = make.licence(now)
    assert commands.expire(now=now.replace(year=2031, day=24)) == 0
    late = now.replace(year=2031, day=27)
    assert (commands.expire(now=late), commands.expire(now=late)) == (1, 0)
    assert make.again(licence).state == State.EXPIRED
    event = LicenceEvent.objects.get(licence=licence, operation="expire")
    assert event.at == dt.datetime(2031, 11, 25, tzinfo=now.tzinfo)


def test_what_is_long_term_or_ended_already_is_left_alone(now):
    make.food(now, validity={"unit": "long_term"})
    make.recorded(make.holder(now), now)
    assert commands.expire(now=now.replace(year=2099)) == 0


@pytest.mark.req("LIC-07", part="licences that end can be listed")
def test_those_that_end_are_listed_by_day_and_page(now):
    make.food(now)
    for at, days in enumerate((0, 3, 3), 1):
        make.recorded(make.holder(now, at), now + dt.timedelta(days=days))
    first = queries.list_expiring(first=LAST, last=LAST + dt.timedelta(days=30), limit=2)
    assert [each.ends_on.day for each in first] == [24, 27]
    after = (first[-1].ends_on, first[-1].licence)
    rest = queries.list_expiring(first=LAST, last=LAST + dt.timedelta(days=30), after=after)
    assert [each.ends_on.day for each in rest] == [27]
    assert queries.list_expiring(first=LAST - dt.timedelta(days=9), last=LAST - dt.timedelta(days=1)) == []
