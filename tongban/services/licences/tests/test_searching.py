"""What staff look up at the desk stands in the holder's history under a body's name, and counts towards the alarm."""

import datetime as dt
from dataclasses import replace

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.services.licences import commands, queries
from tongban.services.licences.commands import By
from tongban.services.licences.rules.fetching import WATCH, Basis
from tongban.services.licences.tests import holding, make

pytestmark = pytest.mark.django_db
WHY = "核查投诉"


def looks(licence, now):
    found, _after = queries.list_look_ups(licence.holder_id, actor=SYSTEM, now=now)
    return [(each.organisation_name, each.basis, each.purpose) for each in found]


@pytest.mark.req("LIC-09", part="the holder sees which body looked at the desk, and why")
@pytest.mark.parametrize(
    ("body", "role", "name"),
    [
        (make.BODY, "reviewer", make.BODY_NAME), (None, "supervisor", "孝南区 · 效能监督员"),
        (None, "nobody", "孝南区"),
    ],
    ids=["of the body", "for a region", "in a role that is no more"],
)  # fmt: skip
def test_the_holder_sees_whose_desk_looked(body, role, name, now):
    make.body(now)
    licence = make.licence(now)
    by = replace(make.staff(organisation=body), role=role)
    (line,) = commands.search(what=By.IDENTIFIER, text=licence.identifier, purpose=WHY, by=by, now=now)
    assert (line.id, looks(licence, now)) == (licence.id, [(name, Basis.LAW, WHY)])
    assert queries.has_looked(licence.id, by=by, since=now)


@pytest.mark.req("LIC-09", part="a sealed file handed out at the desk is a look")
def test_the_holder_sees_who_took_the_file(now):
    licence = make.sealed(now)
    commands.hand_out(licence_id=licence.id, form="pdf", purpose=WHY, by=make.staff(), now=now)
    assert looks(licence, now) == [(make.BODY_NAME, Basis.LAW, WHY)]


@pytest.mark.req("LIC-09", part="500 look-ups in 1 min at the desk: alarm")
def test_looking_up_too_much_at_the_desk_raises_the_alarm(now, monkeypatch):
    licence, by = make.licence(now), make.staff()
    for second in range(3):
        at = now + dt.timedelta(seconds=second)
        monkeypatch.setattr(
            "tongban.services.licences.rules.fetching.is_unusual", lambda tally, *_: sum(tally.values()) >= 3
        )
        commands.search(what=By.IDENTIFIER, text=licence.identifier, purpose=WHY, by=by, now=at)
    (alarm,) = queries.list_alarms(make.REGION, actor=holding.staff(WATCH, organisation=None))
    assert (alarm.account, alarm.looks) == (by.account, 3)
