"""用证异常 at the desk of a supervisor: the list, one alarm down to its looks, closed with a reason."""

import datetime as dt
import uuid

import pytest

from tongban.faces.workbench.tests.test_licences import sit
from tongban.registers.access.tests import make as accounts
from tongban.services.licences.commands.looking import Look, write_looks
from tongban.services.licences.rules.fetching import Basis
from tongban.services.licences.tests import holding, make

pytestmark = pytest.mark.django_db
HERE = "/workbench/licence-alarms"


@pytest.fixture
def alarm(now, monkeypatch):
    """A clerk looked at 500 licences in one minute."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(hours=1))
    holder = make.holder(now)
    account = accounts.account(now, "19900000377")
    clerk = holding.clerk()
    looking = type(clerk)(account.id, clerk.role, clerk.organisation, clerk.region, clerk.grants)
    look = Look(holder=holder, basis=Basis.CODE, item="TE", case_number="0521156088028589", organisation=make.BODY)
    write_looks(look, [holding.held(holder, "居民身份证", now)] * 500, by=looking, now=now)
    return make.rows("licences.VolumeAlarm").get()


@pytest.mark.req("LIC-09", part="the alarm at the desk: who, how many, which look-ups; closed with a reason")
def test_a_supervisor_reads_an_alarm_and_closes_it(client, alarm, now):
    sit(client, now, "supervisor")
    page = client.get(HERE).text
    assert ("500 次" in page, "待核实 1" in page, f"{HERE}/{alarm.id}" in page) == (True, True, True)
    one = client.get(f"{HERE}/{alarm.id}").text
    assert (one.count("扫亮码"), "0521156088028589" in one, 'rel="next"' in one) == (50, True, True)
    refused = client.post(f"{HERE}/{alarm.id}", {"reason": "x"})
    assert (refused.status_code, "要写明核实的结果" in refused.text) == (422, True)
    assert client.post(f"{HERE}/{alarm.id}", {"reason": "年度集中核对，已向窗口核实"}).status_code == 303
    assert "年度集中核对，已向窗口核实" in client.get(f"{HERE}/{alarm.id}").text
    assert client.post(f"{HERE}/{alarm.id}", {"reason": "再写一次"}).status_code == 409
    assert "没有待核实的用证异常" in client.get(HERE).text
    assert "年度集中核对，已向窗口核实" in client.get(f"{HERE}?state=closed").text


def test_a_clerk_may_not_look_and_the_menu_does_not_lead_there(client, alarm, now):
    sit(client, now, "clerk")
    assert [client.get(place).status_code for place in (HERE, f"{HERE}/{alarm.id}")] == [403, 403]
    assert f'href="{HERE}"' not in client.get("/workbench/desk").text


def test_a_senseless_address_is_no_500(client, alarm, now):
    sit(client, now, "supervisor")
    assert client.get(f"{HERE}/{uuid.UUID(int=5)}").status_code == 404
    for query in ("after=x", "state=x", "region=430000000000"):
        assert client.get(f"{HERE}?{query}").status_code == 200
        assert client.get(f"{HERE}/{alarm.id}?{query}").status_code == 200
