import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.db import connection

from tests.clients import at_once
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.worklist import queries as worklist
from tongban.foundation.worklist.tests import make as work
from tongban.registers.catalogue.tests import make as catalogue
from tongban.registers.parties import commands as party_commands
from tongban.registers.parties.tests import make as parties
from tongban.registers.regions.commands import profiles
from tongban.services.cases import commands, queries
from tongban.services.cases.models import Case, CaseMaterial
from tongban.services.cases.rules.life import State
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.rules.words import Channel, Delivery
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import BANK, CARD, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    return make.world(now)


def stored() -> int:
    with fan_out_allowed("a test counts"):
        return Case.objects.count()


@pytest.mark.req("APP-01", part="submit, receipt with query code")
def test_a_receipt_tells_of_what_is_stored(world, now):
    receipt = make.submitted(world, now)
    case = Case.objects.get(id=receipt.case)
    assert (case.state, case.number, len(receipt.number)) == (State.SUBMITTED, receipt.number, 16)
    assert receipt.acceptance_due_at == at("12-02 17:30")
    assert queries.get_progress(receipt.number, receipt.query_code, now=now).state == "submitted"
    assert make.left(case.id) == make.Left(events=1, documents=1, journal=1, told=1, version=1)


def test_what_was_filled_in_is_sealed(world, now):
    case = Case.objects.get(id=make.submitted(world, now).case)
    assert "样例甲".encode() not in bytes(case.form_sealed)
    assert queries.get_form(case.id, actor=world.clerk, now=now)["values"] == {"name": "样例甲"}


@pytest.mark.req("APP-01", part="once for each key")
def test_the_same_key_is_one_case(world, now):
    first = make.submitted(world, now, key="the-same-key")
    assert make.submitted(world, now, key="the-same-key") == first
    assert stored() == 1
    with pytest.raises(Conflict, match=r"idempotency\.reused"):
        make.submitted(world, now, key="the-same-key", values={"name": "样例乙"})


def test_the_same_key_is_answered_when_the_item_is_gone_since(world, now):
    first = make.submitted(world, now, key="the-same-key")
    catalogue.commands.withdraw(item=world.item, reason="样例取消", by=catalogue.SYSTEM, now=now)
    assert make.submitted(world, now, key="the-same-key") == first
    with pytest.raises(Conflict, match=r"admission\.ended"):
        make.submitted(world, now)


@pytest.mark.req("CAT-02", part="a case off the list is refused and found")
def test_what_is_not_on_the_list_is_refused_and_stands_as_a_finding(world, now):
    with pytest.raises(Conflict, match=r"admission\.unknown"):
        make.submitted(world, now, item="0" * 33)
    assert stored() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, facts->>'reason' FROM catalogue_finding")
        assert cursor.fetchall() == [("off_list", "unknown")]


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"materials": ()}, {"materials.m1": ["case.material_missing"], "materials.m2": ["case.material_missing"]}),
        ({"materials": (CARD, BANK, BANK)}, {"materials.m2": ["case.material_repeated"]}),
        ({"materials": (CARD, BANK, Given("x", How.PAPER))}, {"materials.x": ["case.material_unknown"]}),
        ({"materials": (Given("m1", How.LICENCE), BANK)}, {"materials.m1": ["case.material_not_a_licence"]}),
        ({"materials": (Given("m1", How.PROMISE), BANK)}, {"materials.m1": ["case.material_cannot_follow"]}),
        ({"materials": (CARD, Given("m2", How.UPLOAD))}, {"materials.m2": ["case.material_without_file"]}),
        (
            {"materials": (CARD, Given("m2", How.UPLOAD, file=uuid.UUID(int=5)))},
            {"materials.m2": ["case.file_unknown"]},
        ),
        ({"values": {}}, {"name": ["form.required"]}),
        ({"values": {"name": "样例甲", "phone": "12"}}, {"phone": ["phone.shape"]}),
    ],
)
@pytest.mark.req("UAP-07", part="form and materials are checked, wrong ones refused by field")
def test_what_is_wrong_is_told_by_field_and_nothing_is_stored(world, now, told, fields):
    with pytest.raises(Invalid) as refused:
        make.submitted(world, now, **told)
    assert refused.value.fields == fields
    assert stored() == 0


@pytest.mark.req("APP-08", part="without a main part refused, with a gap taken in")
def test_what_may_follow_later_leaves_a_gap(world, now):
    case = Case.objects.get(id=make.submitted(world, now, materials=(CARD, Given("m2", How.PROMISE))).case)
    assert (case.gaps, case.supply_due_at) == (1, at("12-09 17:30"))
    assert set(CaseMaterial.objects.filter(case=case).values_list("code", "how")) == {
        ("m1", "licence"), ("m2", "promise"),
    }  # fmt: skip


def test_nobody_applies_for_somebody_else(world, now):
    with pytest.raises(NotAllowed, match=r"case\.not_yours"):
        make.submitted(world, now, by=parties.account(now, 2))
    assert stored() == 0


def test_an_agent_applies_where_a_mandate_covers_it(world, now):
    agent = parties.account(now, 2)
    parties.authorisation(now, world.holder, agent, items=["0001200000"])
    with pytest.raises(NotAllowed, match=r"case\.not_yours"):
        make.submitted(world, now, by=agent)
    parties.authorisation(now, world.holder, agent)
    assert Case.objects.get(id=make.submitted(world, now, by=agent).case).submitted_by == agent.account
    with pytest.raises(NotAllowed, match=r"case\.not_yours"):
        make.submitted(world, now + dt.timedelta(days=30), by=agent)


def test_a_file_that_was_merged_stands_for_its_survivor(world, now):
    later = parties.person(now + dt.timedelta(hours=1), 2)
    party_commands.merge(later=later, survivor=world.holder, reason="同一人", by=catalogue.SYSTEM, now=now)
    case = Case.objects.get(id=make.submitted(world, now, holder=later).case)
    assert case.holder_id == world.holder


def test_what_changes_is_asked_of_the_very_next_case(world, now):
    make.submitted(world, now)
    told = {"region": make.REGION, "basis": "样例通知", "by": catalogue.SYSTEM, "now": now}
    profiles.set_value(key="clock.yellow_share", value="0.20", effective_from=now.date(), **told)
    one, other = (Case.objects.get(id=make.submitted(world, at(day)).case) for day in ("11-25 10:00", "11-26 10:00"))
    assert (one.warn_at, other.warn_at) == (at("11-26 17:30"), at("11-27 17:30"))


@pytest.mark.req("UAP-04", part="every channel in one store with its tag")
def test_every_channel_is_one_store(world, now):
    for channel in (Channel.WEB, Channel.APP, Channel.TERMINAL, Channel.THIRD_PARTY):
        make.submitted(world, now, channel=channel)
    make.submitted(world, now, channel=Channel.WINDOW, by=world.clerk)
    for channel in (Channel.HOTLINE, Channel.SYSTEM):
        make.submitted(world, now, channel=channel, by=catalogue.SYSTEM)
    own = queries.list_own(world.holder, actor=world.citizen, now=now)
    assert sorted(case.channel for case in own) == sorted(Channel)


def test_a_channel_belongs_to_whoever_stands_there(world, now):
    with pytest.raises(Invalid, match=r"case\.channel_wrong"):
        make.submitted(world, now, channel=Channel.WINDOW)
    with pytest.raises(Invalid, match=r"case\.channel_wrong"):
        make.submitted(world, now, by=world.clerk)


def test_an_item_for_enterprises_takes_no_person(now):
    world = make.world(now, audience=["2"], themes_enterprise=["设立变更"])
    with pytest.raises(Conflict, match=r"case\.audience"):
        make.submitted(world, now)


def test_a_delivery_that_is_not_offered_is_refused(now):
    world = make.world(now, defaults={"deliveries": ["1"]})
    with pytest.raises(Invalid, match=r"case\.delivery_not_offered"):
        make.submitted(world, now, delivery=Delivery.COURIER)


@pytest.mark.req("UAP-01", part="the case reaches its department")
def test_the_case_is_on_its_bodys_list(world, now):
    receipt = make.submitted(world, now)
    clerk = work.clerk("worklist.read", authority=make.BODY, span=(make.REGION, make.REGION))
    (row,) = worklist.list_unit(clerk, make.BODY, now=now).rows
    assert (row.number, row.step, row.due_at) == (receipt.number, "submitted", receipt.acceptance_due_at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("APP-01", part="double click, retry, two tabs = one case")
@pytest.mark.req("NFR-03", part="50 clients with one key: one case")
def test_fifty_at_once_with_one_key_are_one_case(now):
    world = make.world(now)
    receipts = at_once(50, lambda _: make.submitted(world, now, key="the-same-key"))
    assert len(set(receipts)) == 1, receipts
    case_id = receipts[0].case  # type: ignore[union-attr]
    assert stored() == 1
    assert make.left(case_id) == make.Left(events=1, documents=1, journal=1, told=1, version=1)


def saved_draft(world, now):
    told = {"holder": world.holder, "item": world.item, "channel": Channel.WEB, "by": world.citizen, "now": now}
    return commands.save_draft(content={"values": {"name": "样"}}, **told)


def hand_in(world, now, draft, key):
    application = replace(make.application(world), draft=draft.id)
    return commands.submit(application=application, key=key, by=world.citizen, now=now)


def test_a_draft_goes_when_the_case_is_stored(world, now):
    draft = saved_draft(world, now)
    receipt = hand_in(world, now, draft, "a-key-of-mine")
    assert queries.find_draft(world.holder, world.item, actor=world.citizen, now=now) is None
    assert hand_in(world, now, draft, "a-key-of-mine") == receipt


def test_a_draft_is_handed_in_once(world, now):
    draft = saved_draft(world, now)
    hand_in(world, now, draft, "a-key-of-mine")
    with pytest.raises(Conflict, match=r"case\.draft_gone"):
        hand_in(world, now, draft, "another-key")
    assert stored() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("NFR-03", part="one draft handed in by many at once: one case")
def test_many_hand_in_one_draft_at_once(now):
    world = make.world(now)
    draft = saved_draft(world, now)
    told = at_once(20, lambda number: hand_in(world, now, draft, f"a-key-of-{number}"))
    refused = [each.code for each in told if isinstance(each, Conflict)]
    (receipt,) = (each for each in told if not isinstance(each, Exception))
    assert (refused, stored()) == (["case.draft_gone"] * 19, 1)
    assert make.left(receipt.case) == make.Left(events=1, documents=1, journal=1, told=1, version=1)


@pytest.mark.django_db(transaction=True)
def test_many_who_hand_in_one_draft_under_one_key_get_one_receipt(now):
    world = make.world(now)
    draft = saved_draft(world, now)
    receipts = at_once(20, lambda _: hand_in(world, now, draft, "the-same-key"))
    assert (len(set(receipts)), stored()) == (1, 1), receipts
