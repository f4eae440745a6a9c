"""J4, the approver sleeps: warned, overtaken by the clock at the promised instant, held to account."""

import datetime as dt
import json
import threading

import pytest
from django.test import Client

from tests.stories.steps import sign_in
from tongban.faces.jobs import worker
from tongban.faces.jobs.reactions import REACTIONS
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries as worklists
from tongban.foundation.worklist.rules import Light, Whose
from tongban.registers.access import queries as access
from tongban.registers.access.tests import make as accounts
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as people
from tongban.services.cases import queries
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
API = "/api/v1/cases"
MATERIALS = [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "paper"}]
YELLOW, RED, DUE = at("12-02 17:30"), at("12-08 17:30"), at("12-09 17:30")


class House:
    """An item with a promise of ten working days, its people, a clock that the story sets, and a worker."""

    def __init__(self, monkeypatch, now, *, default_grant=True):
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)
        self.now = now
        self.item = make.world(now, default_grant=default_grant, defaults={"promised_limit": 10}).item
        self.citizen, self.posts = accounts.account(now, "19900000101"), {}
        parties.link_person(account=self.citizen.id, person=people.verified(3), by=SYSTEM, now=now)
        for number, role in enumerate(("clerk", "approver", "supervisor")):
            account = accounts.account(now, f"1990000020{number}")
            self.posts[role] = accounts.post(now, account, role, make.REGION, make.BODY)

    def actor(self, role):
        return access.actor_for(self.posts[role].account, self.posts[role])

    def call(self, role, path, **told):
        """One request to the API, by somebody who signs in for it: in that post, or as the citizen."""
        client, post = Client(), self.posts.get(role)
        account, face = (post.account, "/workbench") if post else (self.citizen, "")
        client.post(f"{face}/sign-in", {"phone": account.phone, "password": accounts.PASSWORD})
        headers = {"X-Post": str(post.id)} if post else {"Idempotency-Key": f"key-of-{self.now:%d-%H-%M}"}
        return client.post(f"{API}{path}", json.dumps(told), content_type="application/json", headers=headers)

    def case_in_decision(self):
        """Applied for, accepted and passed on over the API, and taken by the approver: its receipt."""
        told = {"item": self.item, "values": {"name": "样例甲"}, "materials": MATERIALS}
        sent = self.call("citizen", "", **told)
        assert sent.status_code == 201, sent.content.decode()
        receipt = sent.json()
        assert self.call("clerk", f"/{receipt['number']}/accept").status_code == 200
        assert self.call("approver", f"/{receipt['number']}/pass_on", opinion="初审通过").status_code == 200
        approver, listed = self.actor("approver"), {"authority": make.BODY, "now": self.now}
        [row] = worklists.list_rows(approver, whose=Whose.UNCLAIMED, **listed).rows
        worklist.claim(row.id, make.BODY, by=approver, by_name="样例甲", now=self.now)
        return receipt

    def wake(self, now):
        """The worker does at this instant whatever is due, until nothing is."""
        self.now = now
        loops = worker.loops(REACTIONS, clock=lambda: now, name="story", stop=threading.Event())
        due = [loop.step for loop in loops if loop.name in ("clocks of cases", "drain events", "drain runs 1")]
        while sum(step() for step in due):  # every one of them takes its turn
            pass

    def progress(self, receipt):
        return Client().get(f"{API}/{receipt['number']}", {"code": receipt["query_code"]}).json()

    def light(self):
        [row] = worklists.list_rows(self.actor("approver"), whose=Whose.MINE, now=self.now).rows
        return row.light(self.now)

    def findings(self):
        found = queries.list_findings(self.actor("supervisor"), make.REGION)
        return {(each.clock, each.kind): (each.account, each.facts.get("told")) for each in found}


@pytest.fixture
def house(monkeypatch, now):
    return House(monkeypatch, now)


@pytest.mark.req("SUP-04", part="J4: warning, default consent, accountability; the seal comes with the licences")
def test_the_approver_sleeps(house):
    receipt = house.case_in_decision()
    sleeper = house.posts["approver"].account_id
    house.wake(YELLOW)
    assert house.light() is Light.WARNING
    assert house.findings()[("promised", "yellow")] == (sleeper, ["handler"])
    house.wake(RED)
    assert house.light() is Light.ALARM
    assert house.findings()[("promised", "red")] == (sleeper, ["handler", "head"])
    house.wake(DUE)
    told = house.progress(receipt)
    assert (told["outcome"], told["organisation"] != "") == ("granted", True)
    [granted] = [step for step in told["steps"] if step["step"] == "grant_by_default"]
    assert dt.datetime.fromisoformat(granted["at"]) == DUE
    late = house.call("approver", f"/{receipt['number']}/deny", reason="来不及了")
    assert (late.status_code, late.json()["code"]) == (409, "case.step_not_now")
    [answers] = queries.list_accountability(house.actor("supervisor"), make.REGION)
    assert (answers.number, answers.account, answers.handler) == (receipt["number"], sleeper, "样例甲")
    assert (answers.due_at, answers.step_name) == (DUE, "决定")
    assert unsealed_grant(house, receipt)


def unsealed_grant(house, receipt):
    """The paper of the grant says that it came by default, and that no seal is on it."""
    case_id = queries.get_id(receipt["number"], actor=SYSTEM, now=house.now)
    view = queries.get_case(case_id, actor=SYSTEM, now=house.now)
    [paper] = [paper for paper in view.documents if paper.kind == "grant"]
    return paper.content["by_default"] and not paper.content["sealed"] and paper.sealed_at is None


@pytest.mark.req("NFR-04", part="J4: the server was down at the due instant")
def test_the_server_was_down_at_the_due_instant(house):
    receipt = house.case_in_decision()
    house.wake(at("12-12 08:00"))
    told = house.progress(receipt)
    [granted] = [step for step in told["steps"] if step["step"] == "grant_by_default"]
    assert (told["outcome"], dt.datetime.fromisoformat(granted["at"])) == ("granted", DUE)
    assert set(house.findings()) == {
        ("promised", "yellow"), ("promised", "red"), ("promised", "overdue"), ("step", "overdue"),
        ("promised", "granted_by_default"),
    }  # fmt: skip
    before = house.progress(receipt)
    house.wake(at("12-12 08:01"))
    assert house.progress(receipt) == before


@pytest.mark.req("SUP-04", part="J4: an excluded item only alarms")
def test_an_excluded_item_only_alarms(monkeypatch, now):
    house = House(monkeypatch, now, default_grant=False)
    receipt = house.case_in_decision()
    house.wake(at("12-12 08:00"))
    assert (house.progress(receipt)["state"], house.light()) == ("review", Light.OVERDUE)
    assert house.findings()[("promised", "overdue")][1] == ["handler", "head", "supervisor"]
    assert queries.list_accountability(house.actor("supervisor"), make.REGION) == []
    assert house.call("approver", f"/{receipt['number']}/grant", opinion="同意").json()["state"] == "granted"


@pytest.mark.req("SUP-03", part="J4: the handler sees the warning on the own list")
def test_the_handler_is_warned_on_the_own_list(house, page_at, look_over):
    receipt = house.case_in_decision()
    house.wake(RED)
    page = page_at(1440, "/workbench/")
    sign_in(page, house.posts["approver"].account.phone, accounts.PASSWORD)
    page.goto("/workbench/?light=alarm")
    assert page.get_by_text(receipt["number"]).first.is_visible()
    look_over(page, "j4-warned")
