"""What a decision becomes: the licence, its versions, and nothing twice."""

import datetime as dt

import pytest
from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.identifiers.rules import licence_identifier
from tongban.registers.parties.tests import make as parties
from tongban.services.licences import commands, queries
from tongban.services.licences.models import IdentifierEntry, LicenceEvent
from tongban.services.licences.queries.contents import open_contents
from tongban.services.licences.rules.life import State
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=30)


def told(licence) -> list[str]:
    events = make.rows("outbox.OutboxEvent").filter(bucket=licence.bucket).order_by("id").values_list("name", flat=True)
    return [name for name in events if name.startswith("licences.")]


@pytest.mark.req("LIC-02", part="a positive decision creates the licence from case data, as data")
def test_a_grant_becomes_a_licence(now):
    licence = make.licence(now)
    assert (licence.state, licence.version, licence.sealed_at) == (State.VALID, 1, None)
    assert (licence.valid_from, licence.valid_until) == (dt.date(2026, 11, 25), dt.date(2031, 11, 24))
    assert licence.number == "JY14209022026000001"
    said = open_contents(licence).said
    assert said.texts == {
        "name": "孝感样例餐饮有限公司", "credit_code": parties.credit_code(1), "address": "孝南区样例路8号",
        "items": "热食类食品制售、冷食类食品制售", "issuer": make.BODY_NAME,
    }  # fmt: skip
    assert said.plain == {"items": ["hot", "cold"]}
    assert told(licence) == ["licences.recorded"]


@pytest.mark.req("LIC-01", part="the identifier of GB/T 36904 with its check character")
def test_the_identifier_is_of_the_standard_and_not_to_be_guessed(now):
    one = make.licence(now)
    other = make.recorded(make.holder(now, 2), now)
    first, second = (licence_identifier.parse(each.identifier) for each in (one, other))
    assert (first.type_code, first.issuer, first.version) == (make.FOOD.code, make.BODY, 1)
    assert len(first.serial) == len(second.serial) == 20
    assert first.serial[:8] != second.serial[:8]
    assert queries.find_id(one.identifier) == one.id


def test_nothing_of_the_holder_lies_in_clear_beside_the_public(now):
    licence = make.licence(now)
    row = str(make.Licence.objects.filter(id=licence.id).values().get() | {"values_sealed": b"", "holder_name": ""})
    assert parties.credit_code(1) not in row
    assert [field["code"] for field in licence.values_public] == ["name", "address", "items"]


def test_an_item_that_no_type_lists_leaves_nothing(now):
    holder = make.holder(now)
    make.food(now)
    outcome = make.outcome(holder, now, item=f"{make.BODY}4000125020000" + "01")
    assert commands.record_outcome(outcome=outcome, by=SYSTEM, now=now) is None
    assert make.count() == 0


def test_an_ended_type_issues_nothing_more(now):
    make.food(now)
    commands.end_type(code=make.FOOD.code, reason="取消许可", by=SYSTEM, now=now)
    assert commands.record_outcome(outcome=make.outcome(make.holder(now), now), by=SYSTEM, now=now) is None


@pytest.mark.req("LIC-02", part="once for each case")
@pytest.mark.parametrize("leaf", ["01", "02", "04"])
def test_the_same_case_is_recorded_once(now, leaf):
    first = make.licence(now)
    outcome = make.outcome(first.holder_id, now, leaf)
    one, other = (commands.record_outcome(outcome=outcome, by=SYSTEM, now=now) for _ in range(2))
    assert one.id == other.id
    assert make.count() == (1 if leaf == "04" else 2)


@pytest.mark.req("LIC-01", part="a change is a new version, the former superseded, in one transaction")
def test_a_change_supersedes_and_keeps_number_period_and_what_it_does_not_touch(now):
    first = make.licence(now)
    values = {"application_former_number": first.number, "premises_address": "孝南区新址1号"}
    second = make.recorded(first.holder_id, now + LATER, "02", values=values, predecessor=first.number)
    assert (second.number, second.valid_until, second.version) == (first.number, first.valid_until, 2)
    assert second.identifier.split(".")[:8] == first.identifier.split(".")[:8]
    assert second.identifier.split(".")[8] == "002"
    texts = open_contents(second).said.texts
    assert (texts["address"], texts["items"]) == ("孝南区新址1号", "热食类食品制售、冷食类食品制售")
    assert (make.again(first).state, second.predecessor_id) == (State.SUPERSEDED, first.id)
    assert told(second) == ["licences.recorded", "licences.changed", "licences.recorded"]


@pytest.mark.req("LIC-01", part="a renewal begins on the day it is decided")
def test_a_renewal_holds_anew(now):
    first = make.licence(now)
    second = make.recorded(first.holder_id, now + LATER, "03", predecessor=first.identifier)
    assert (second.valid_from, second.valid_until) == (dt.date(2026, 12, 25), dt.date(2031, 12, 24))
    assert make.again(first).state == State.SUPERSEDED


def test_an_old_version_still_names_the_newest(now):
    first = make.licence(now)
    make.recorded(first.holder_id, now, "02", predecessor=first.identifier)
    third = make.recorded(first.holder_id, now, "03", predecessor=first.identifier)
    assert third.version == 3
    assert [row.state for row in make.Licence.objects.filter(holder=first.holder_id).order_by("version")] == [
        State.SUPERSEDED, State.SUPERSEDED, State.VALID,
    ]  # fmt: skip


@pytest.mark.req("LIC-01", part="cancelled by a case")
def test_a_cancellation_ends_the_licence_that_is_meant(now):
    first = make.licence(now)
    ended = make.recorded(first.holder_id, now, "04")
    assert (ended.id, ended.state) == (first.id, State.CANCELLED)
    events = LicenceEvent.objects.filter(licence=first).order_by("sequence")
    assert list(events.values_list("operation", flat=True)) == ["issue", "cancel"]


def test_a_cancellation_without_a_licence_here_leaves_nothing(now):
    make.food(now)
    outcome = make.outcome(make.holder(now), now, "04")
    assert commands.record_outcome(outcome=outcome, by=SYSTEM, now=now) is None


def test_what_was_on_paper_only_is_issued_anew(now):
    make.food(now)
    licence = make.recorded(make.holder(now), now, "03", predecessor="JY19990000000000")
    assert (licence.version, licence.predecessor_id) == (1, None)


def test_nobody_changes_another_holders_licence(now):
    first = make.licence(now)
    other = make.recorded(make.holder(now, 2), now, "02", predecessor=first.identifier)
    assert (other.version, make.again(first).state) == (1, State.VALID)


def test_a_revoked_licence_is_not_renewed_and_the_decision_does_not_stand(now):
    first = make.licence(now)
    commands.revoke(licence_id=first.id, reason="隐瞒真实情况", by=SYSTEM, now=now)
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        make.recorded(first.holder_id, now, "03", predecessor=first.identifier)
    assert refusal.value.code == "licence.not_now"
    assert (make.count(), IdentifierEntry.objects.count()) == (1, 1)


def test_numbers_are_consecutive_for_each_body_type_and_year(now):
    make.food(now)
    numbers = [make.recorded(make.holder(now, at), now).number[-6:] for at in range(1, 4)]
    elsewhere = make.recorded(make.holder(now, 4), now, organisation="11420902MB2A34567X").number[-6:]
    next_year = make.recorded(make.holder(now, 5), now + dt.timedelta(days=60)).number[-10:]
    assert (numbers, elsewhere, next_year) == (["000001", "000002", "000003"], "000001", "2027000001")


def test_an_identity_card_shows_its_number_to_nobody(now):
    make.card(now)
    parties.regions_once(now)
    person = parties.person(now, 1)
    licence = make.recorded(person, now, item=f"{make.BODY}4002006030000" + "01")
    assert licence.number == f"4290**********{parties.resident_id(1)[-4:]}"
    assert open_contents(licence).number == parties.resident_id(1)
    assert (licence.holder_shown, licence.values_public) == ("样*甲", [])


def test_a_licence_for_enterprises_is_not_given_to_a_person(now):
    make.food(now)
    parties.regions_once(now)
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        make.recorded(parties.person(now, 1), now)
    assert (refusal.value.code, make.count()) == ("licence.holder_kind", 0)


def test_a_refused_record_leaves_no_trace(now):
    make.food(now)
    holder = make.holder(now)
    with transaction.atomic():
        make.recorded(holder, now)
        transaction.set_rollback(True)
    assert (make.count(), IdentifierEntry.objects.count()) == (0, 0)
    assert make.recorded(holder, now, case_id=new_id(bucket_of(holder))).number.endswith("000001")
