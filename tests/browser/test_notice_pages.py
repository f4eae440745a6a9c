"""Notices, wordings and delivery in a real browser: accessible and no wider than the window, with awkward contents."""

from functools import partial

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.parties.rules import RealName
from tongban.services.cases import commands as cases
from tongban.services.cases.rules.words import Delivery
from tongban.services.cases.tests import make
from tongban.services.delivery.tests.make import parcel
from tongban.services.messages.tests.make import notice, staff_notice

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True), pytest.mark.req("NFR-08", part="notices")]
LONG = "建设工程消防设计审查（特殊建设工程，含既有建筑改造和装饰装修工程）"
LOOKS = [(390, {"size": "elder"}), (1440, {}), (390, {"language": "en"})]
STAFF = "/workbench/sign-in"
KINDS = ("case.submit", "case.request_correction", "case.accept", "case.grant", "delivery.sent", "case.deny")
REASON = "经营场所的使用面积和租赁合同写的不一致；" * 8


@pytest.fixture(params=[LOOKS[0], *(pytest.param(look, marks=pytest.mark.long) for look in LOOKS[1:])])
def dress(request):
    """Width and preferences: the elder phone every day, the others in `make soak`."""
    return request.param


@pytest.fixture
def look(look_signed_in, dress):
    return partial(look_signed_in, dress=dress)


@pytest.fixture
def mine(now):
    world = make.world(now)
    person = make.parties.verified(1, level=RealName.FACE)
    make.parties.commands.link_person(account=access.account(now).id, person=person, by=SYSTEM, now=now)
    return world


def fill(now, holder):
    for n, kind in enumerate(KINDS):
        told = {"item": (LONG if n % 2 else "食品经营许可（新办）", ""), "number": "4209 2611 2500 0127"}
        told |= {"count": "3", "tracking": "COURIER-0000000127", "reason": REASON}
        notice(now, holder, f"e{n}", template=kind, **told)


def test_my_notices(mine, now, look):
    fill(now, mine.holder)
    look("/me/messages", "messages")


def test_one_long_notice(mine, now, look):
    long = notice(now, mine.holder, "e", template="case.deny", item=(LONG, ""), reason=REASON)
    look(f"/me/messages/{long}", "message")


def test_a_parcel_on_its_way_and_one_without_an_address(mine, now, look):
    case = make.at_decision(mine, now, delivery=Delivery.COURIER)
    cases.grant(case_id=case.id, opinion="同意", by=mine.approver, now=now)
    case = cases.conclude(case_id=case.id, now=now)
    parcel(case, now, address="湖北省孝感市孝南区样例路 1 号", reports=("accepted", "sent"))
    look(f"/cases/{case.number}/delivery", "delivery")
    fetching = make.told_to_correct(mine, now)
    look(f"/cases/{fetching.number}/delivery", "delivery-fetch")


def test_the_desk(now, look):
    make.parties.regions_once(now)
    account = access.account(now)
    access.post(now, account, role="administrator")
    for n, kind in enumerate(("mark.yellow", "mark.red", "mark.overdue", "staff.grant_by_default")):
        staff_notice(now, account.id, f"e{n}", template=kind, item=(LONG, ""))
    look("/workbench/messages", "desk", sign_in=STAFF)
    look("/workbench/messages/wordings", "wordings", sign_in=STAFF)
    look("/workbench/messages/wordings/420902000000/case.accept", "wording", sign_in=STAFF)
