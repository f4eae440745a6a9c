"""LIC-09 as its acceptance reads: no look-up without a matter; 500 of them within a minute, a supervisor is told."""

import datetime as dt

import pytest
from django.test import Client

from tongban.registers.access.tests import make as accounts
from tongban.registers.regions.tests import make as regions
from tongban.services.licences.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("LIC-09")]
HERE, ALARMS = "/workbench/licences", "/workbench/licence-alarms"
SECONDS = 59


class World:
    """Somebody at a desk who may look, a supervisor, a licence; a clock that the faces read."""

    def __init__(self, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.began = now, now
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)
        self.licence = make.licence(now)
        make.body(now)
        self.clerk, self.supervisor = self._sit("reviewer", "19900000391"), self._sit("supervisor", "19900000392")

    def _sit(self, role: str, phone: str) -> Client:
        browser = Client()
        accounts.post(self.now, accounts.account(self.now, phone), role, make.REGION, make.BODY)
        browser.post("/workbench/sign-in", {"phone": phone, "password": accounts.PASSWORD})
        return browser

    def look(self, *, matter: str = "核对许可证真伪") -> int:
        told = {"what": "number", "text": self.licence.number, "purpose": matter}
        return self.clerk.post(HERE, told).status_code

    def alarms(self) -> str:
        return self.supervisor.get(ALARMS).text

    def looks(self) -> int:
        return make.rows("licences.LookUp").filter(bucket=self.licence.bucket).count()


@pytest.fixture
def world(now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(now, monkeypatch)


@pytest.mark.parametrize("limit", [20, pytest.param(500, marks=pytest.mark.long)])
def test_the_last_look_up_of_the_minute_raises_the_alarm(world, limit):
    if limit != 500:
        regions.value(world.now, "420900000000", "wallet.look_ups_a_minute", limit)
    assert (world.look(matter=""), world.looks()) == (422, 0)
    for number in range(limit - 1):
        world.now = world.began + dt.timedelta(seconds=SECONDS * number / limit)
        assert world.look() == 200
    assert "没有待核实的用证异常" in world.alarms()
    assert world.look() == 200
    page = world.alarms()
    assert (f"{limit} 次" in page, "待核实 1" in page) == (True, True)
    one = world.supervisor.get(f"{ALARMS}/{make.rows('licences.VolumeAlarm').get().id}")
    assert (one.status_code, one.text.count(world.licence.identifier) >= min(limit, 20)) == (200, True)
    assert world.look() == 200
    assert ("待核实 1" in world.alarms(), world.looks()) == (True, limit + 1)
