"""Holders hear that a licence ends, supervisors that somebody looked at unusually many; once each."""

import datetime as dt

import pytest

from tongban.faces.jobs.tests.test_notices import officer, settle
from tongban.services.cases.tests import make
from tongban.services.licences import commands
from tongban.services.licences.rules.fetching import Basis, Purpose
from tongban.services.licences.tests import holding
from tongban.services.messages import queries as messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    return make.world(now)


def told(world, now, *days: int) -> list[str]:
    """The holder's notices after the worker came by on each of these days from now on, oldest first."""
    for later in days:
        then = now + dt.timedelta(days=later)
        while commands.remind(now=then):
            pass
        settle(then)
    return [each.notice.title for each in reversed(messages.list_notices(world.citizen).received)]


@pytest.mark.req("J15", part="renewal reminder: two months and one month before, once each")
def test_a_holder_is_reminded_twice_and_once_each(world, now):
    card = holding.held(world.holder, "健康证", now, valid_until=now.date() + dt.timedelta(days=61))
    assert told(world, now, 0) == []
    assert told(world, now, 1, 1, 2, 30) == ["《健康证》2027年1月25日 到期"]
    assert told(world, now, 31, 32, 61, 62) == ["《健康证》2027年1月25日 到期"] * 2
    (letter, _) = messages.list_notices(world.citizen).received
    assert letter.notice.link == f"/me/licences/{card.id}"


def test_who_no_longer_has_it_is_not_reminded(world, now):
    soon = now.date() + dt.timedelta(days=20)
    for state in ("revoked", "cancelled", "superseded", "suspended"):
        holding.held(world.holder, "健康证", now, valid_until=soon, state=state)
    assert told(world, now, 0) == []


@pytest.mark.req("LIC-09", part="unusual volume: the supervisor is told")
def test_the_supervisor_hears_of_unusual_look_ups_once(world, now, monkeypatch):
    supervisor = officer(now, "supervisor", 1, organisation="")
    clerk = officer(now, "clerk", 2)
    holding.held(world.holder, "居民身份证", now)
    law = Purpose(world.item, basis=Basis.LAW, reference="《样例法》第一条")
    by = holding.clerk(account=clerk)
    for _ in range(501):
        commands.fetch(holder=world.holder, types=["居民身份证"], purpose=law, by=by, now=now)
    settle(now)
    (letter,) = [each.notice for each in messages.list_staff_notices(holding.reader(supervisor)).received]
    assert (letter.title, letter.text) == (
        "用证异常：样例乙", "样例乙在一分钟内调取了 500 次电子证照，超过了本地区的报警次数。请核实用途。",
    )  # fmt: skip
