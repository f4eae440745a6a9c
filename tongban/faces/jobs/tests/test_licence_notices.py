"""Holders hear that a licence ends, supervisors that somebody looked at unusually many; once each."""

import datetime as dt

import pytest

from tongban.faces.jobs.tests.test_notices import officer, settle
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.outside import queries as outside
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.journeys import holdings
from tongban.services.cases.tests import make
from tongban.services.licences import commands
from tongban.services.licences.rules.fetching import Basis, Purpose
from tongban.services.licences.rules.life import Operation
from tongban.services.licences.tests import holding
from tongban.services.licences.tests import make as licences
from tongban.services.messages import queries as messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    return make.world(now)


def told(world, now, *days: int) -> list[str]:
    """The holder's reminders after the worker came by on each of these days from now on, oldest first."""
    for later in days:
        then = now + dt.timedelta(days=later)
        while commands.remind(now=then):
            pass
        settle(then)
    letters = [each.notice for each in reversed(messages.list_notices(world.citizen).received)]
    return [letter.title for letter in letters if letter.template == "licence.ends"]


@pytest.mark.req("J15", part="renewal reminder: two months and one month before, once each")
def test_a_holder_is_reminded_twice_and_once_each(world, now):
    card = holding.held(world.holder, "健康证", now, valid_until=now.date() + dt.timedelta(days=61))
    assert told(world, now, 0) == []
    assert told(world, now, 1, 1, 2, 30) == ["《健康证》2027年1月25日 到期"]
    assert told(world, now, 31, 32, 61, 62) == ["《健康证》2027年1月25日 到期"] * 2
    letter = messages.list_notices(world.citizen).received[0]
    assert letter.notice.link == f"/me/licences/{card.id}"


def test_who_no_longer_has_it_is_not_reminded(world, now):
    soon = now.date() + dt.timedelta(days=20)
    for state in ("revoked", "forfeited", "cancelled", "superseded", "suspended"):
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


@pytest.mark.req("LIC-07", part="the holder hears what becomes of a licence, once each")
def test_the_holder_hears_of_every_operation_once(world, now):
    day, ends = dt.timedelta(days=1), now.date() + dt.timedelta(days=90)
    card = holding.held(world.holder, "健康证", now, valid_until=ends)
    steps = [commands.suspend, commands.restore, commands.suspend, commands.forfeit]
    for at, step in enumerate(steps, 1):
        step(licence_id=card.id, reason=f"样例理由{at}", by=SYSTEM, now=now + at * day)
    other = holding.held(world.holder, "健康证", now, valid_until=ends)
    commands.expire(now=now + 91 * day)
    settle(now + 91 * day)
    holdings.tell_operation(licence=card.id, operation=Operation.SUSPEND, at=now + day, now=now + 91 * day)  # again
    letters = [each.notice for each in reversed(messages.list_notices(world.citizen).received)]
    assert [letter.template.removeprefix("licence.") for letter in letters] == [
        "issue", "suspend", "restore", "suspend", "forfeit", "issue", "expire",
    ]  # fmt: skip
    assert letters[1].text == (
        "样例局暂扣了您的《健康证》，发还以前不能用。理由：样例理由1。不服的，可以依法申请行政复议或者提起行政诉讼。"
    )
    assert letters[-1].link == f"/me/licences/{other.id}"
    assert sms_of(letters[4]) == "样*甲：样例局吊销了您的《健康证》，理由登录后在消息里看。"


def sms_of(letter) -> str:
    return outside.get_dispatch(letter.sms).body


@pytest.mark.req("LIC-06", part="who holds what is only taken in hears nothing")
def test_taking_in_is_no_news(now):
    licences.body(now)
    licences.food(now)
    lines = [licences.line(at, **told) for at, told in ((1, {}), (2, {"有效期截止": "2026-01-31"}))]
    run = commands.start_import(
        content=licences.sheet(*lines), name="存量.csv", type_code=licences.FOOD.code, issuer=licences.BODY,
        by=SYSTEM, now=now,
    )  # fmt: skip
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    while commands.advance_run(run.id, now=now):
        pass
    assert commands.expire(now=now) == 1
    settle(now)
    with fan_out_allowed("a test looks at every file"):
        assert not licences.rows("notices.Notice").filter(template__startswith="licence.").exists()
