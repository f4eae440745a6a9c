"""From a step or a mark to what people get: notices in the inbox, text messages."""

import pytest

from tongban.faces.jobs.reactions import REACTIONS
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outside import queries as outside
from tongban.journeys import notices
from tongban.registers.access import commands as access
from tongban.services.cases import commands
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at
from tongban.services.messages import queries as messages

pytestmark = pytest.mark.django_db
HERE = {name: told for name, told in REACTIONS.items() if name != "outside.message_queued"}


@pytest.fixture
def world(now):
    return make.world(now, default_grant=True)


def settle(now):
    """Everything that follows of itself but handing messages over, which needs connections of its own."""
    while outbox.drain(reactions=HERE, now=now).events:
        pass


def inbox(world):
    """The applicant's notices, oldest first."""
    return [each.notice.template for each in reversed(messages.list_notices(world.citizen).received)]


def sent(world):
    """The text messages to the applicant, oldest first."""
    notices = [each.notice for each in reversed(messages.list_notices(world.citizen).received)]
    return [outside.get_dispatch(notice.sms).body for notice in notices if notice.sms]


def officer(now, role, number, region=make.REGION, organisation=make.BODY):
    """Somebody with this post; the account."""
    account = access.create_account(
        phone=f"1990000020{number}", name="样例乙", password="correct-horse-1", by=SYSTEM, now=now
    )
    access.appoint(account_id=account.id, role=role, region=region, organisation=organisation, by=SYSTEM, now=now)
    return account.id


def told(account):
    return [each.notice.template for each in messages.list_staff_notices(Actor(account, "test")).received]


# --- steps ------------------------------------------------------------------------------------------------------


@pytest.mark.req("APP-05", part="each step is pushed to the inbox and by text message")
def test_the_applicant_hears_of_each_step_with_paper_and_date(world, now):
    case = make.at_decision(world, now)
    commands.grant(case_id=case.id, opinion="同意", by=world.approver, now=now)
    settle(now)
    assert inbox(world) == ["case.submit", "case.accept", "case.pass_on", "case.grant", "case.deliver"]
    assert sent(world)[1:] == [
        f"样*甲：您的“高龄津贴发放”（编号{case.number}）已受理，受理通知书受理〔2026〕1号，"
        "最迟2026年12月2日 17:30办结。",
        f"样*甲：您的“高龄津贴发放”（编号{case.number}）已准予，决定书准许〔2026〕1号。",
    ]


def test_a_correction_says_how_much_and_until_when(world, now):
    make.told_to_correct(world, now, "m1", "m2")
    settle(now)
    notice = messages.list_notices(world.citizen).received[0].notice
    assert "共 2 处，补正通知书 补正〔2026〕1号" in notice.text
    assert "notice 补正〔2026〕1号 lists all of them" in notice.text_en


def test_what_is_promised_to_follow_is_asked_for_at_once(world, now):
    make.submitted(world, now, materials=(make.CARD, Given("m2", How.PROMISE)))
    settle(now)
    notice = messages.list_notices(world.citizen).received[0].notice
    assert (notice.template, "答应后补的 1 份材料" in notice.text) == ("case.submit_with_gaps", True)


def test_a_repeated_reaction_tells_nobody_twice(world, now):
    case = make.submitted(world, now).case
    settle(now)
    before = inbox(world), sent(world)
    notices.tell_step(case_id=case, version=1, step=Step.SUBMIT, now=now)
    settle(now)
    assert (inbox(world), sent(world), len(sent(world))) == (*before, 1)


def test_a_text_message_names_nobody_and_no_document(world, now):
    make.told_to_correct(world, now)
    settle(now)
    told_in_clear = [text for text in sent(world) if "样例甲" in text or make.parties.resident_id(1) in text]
    assert (told_in_clear, "样*甲" in sent(world)[0]) == ([], True)


def test_without_a_telephone_in_the_file_the_account_is_told(world, now):
    make.parties.commands.change_contact(party_id=world.holder, phone="", address="", by=SYSTEM, now=now)
    account = access.create_account(phone="19900000209", name="样例甲", password="correct-horse-1", by=SYSTEM, now=now)
    make.parties.commands.link_person(account=account.id, person=make.parties.verified(1), by=SYSTEM, now=now)
    make.submitted(world, now)
    settle(now)
    [received] = messages.list_notices(world.citizen).received
    assert outside.get_dispatch(received.notice.sms).to == "19900000209"


# --- marks and steps of the platform -----------------------------------------------------------------------------


@pytest.mark.req("SUP-03", part="handler, head and supervisor are told of each mark once")
def test_marks_reach_handler_head_and_supervisor(now):
    world = make.world(now)
    reviewer, head = officer(now, "reviewer", 1), officer(now, "approver", 2)
    here = officer(now, "supervisor", 3, organisation="")
    above = officer(now, "supervisor", 4, region="420900000000", organisation="")
    make.accepted(world, now)
    for day in ("12-01 09:00", "12-02 16:30", "12-03 08:00", "12-03 08:01"):
        commands.sweep(now=at(day))
        settle(at(day))
    cards = ["mark.overdue", "mark.red", "mark.yellow"]
    assert [sorted(set(told(account))) for account in (reviewer, head)] == [cards, cards]
    assert (set(told(here)), told(above)) == ({"mark.overdue"}, [])


@pytest.mark.req("SUP-04", part="a default grant is told to applicant, department and supervisor")
def test_a_default_grant_is_told_to_everybody_concerned(world, now):
    staff = [officer(now, role, n) for n, role in enumerate(("reviewer", "approver"))]
    staff.append(officer(now, "supervisor", 3, organisation=""))
    make.accepted(world, now)
    commands.sweep(now=at("12-03 08:00"))
    settle(at("12-03 08:00"))
    assert "case.grant_by_default" in inbox(world)
    assert [told(account).count("staff.grant_by_default") for account in staff] == [1, 1, 1]
