import datetime as dt
import uuid

import pytest

from tests.refusals import codes_in
from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.registers.parties import errors, rules
from tongban.registers.parties.rules import Given, Kind, Mandate, Mergeable
from tongban.registers.parties.tests import make

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)


def mandate(*actions, items=(), valid_from=FIRST, valid_until=LAST, is_revoked=False):
    named = frozenset(actions or ["cases.submit"])
    return Mandate(named, frozenset(items), valid_from, valid_until, is_revoked=is_revoked)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("样例甲", "样*甲"), ("样甲", "样*"), ("样", "样"), ("样例甲乙", "样**乙"), ("", ""), ("Sample", "S****e")],
)
def test_how_a_name_is_masked(name, masked):
    assert rules.mask_name(name) == masked


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("样例 甲", "样例甲", True),
        ("买买提·样例", "买买提•样例", True),
        ("ＳＡＭＰＬＥ Li", "Sample li", True),
        ("样例甲", "样例乙", False),
    ],
)
def test_which_names_are_the_same(one, other, same):
    assert rules.same_name(one, other) is same


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "party.name_missing"),
        ("\u3000 ", "party.name_missing"),
        ("样" * 61, "party.name_too_long"),
        ("样\x00", "party.name_unreadable"),
        ("样\ud800", "party.name_unreadable"),
        ("样\u202e甲", "party.name_unreadable"),
        ("样" * 10_000_000, "party.name_too_long"),
    ],
)
def test_which_names_are_refused(name, code):
    with pytest.raises(Invalid) as refusal:
        rules.read_name(Kind.PERSON, name)
    assert refusal.value.code == code


def test_what_was_given_is_brought_to_one_spelling():
    given = Given(name="  样例  甲 ", document_kind="111", number=f" {make.resident_id()} ", phone="+86 199-0000-0001")
    read = rules.read_details(Kind.PERSON, given)
    assert (read.name, read.document.number, read.phone) == ("样例 甲", make.resident_id(), "19900000001")


def test_faults_of_a_representative_have_fields_of_their_own():
    given = Given(
        name="样例店",
        document_kind="001",
        number=make.credit_code(),
        representative_name=" ",
        representative_kind="111",
        representative_number="1",
    )
    with pytest.raises(Invalid) as refusal:
        rules.read_details(Kind.ENTERPRISE, given)
    assert refusal.value.fields == {
        "representative_name": ["party.name_missing"],
        "representative_number": ["resident_id.length"],
    }


def test_spans_are_what_grants_and_the_region_share():
    county, other = ("420902000000", "420902999999"), ("421002000000", "421002999999")
    grants = (Grant("parties.read", *county), Grant("parties.list", *county), Grant("parties.read", *other))
    clerk = Actor(uuid.uuid4(), "clerk", grants=grants)
    assert rules.spans(clerk, ["parties.read", "parties.list"], "420900000000") == [county]
    assert rules.spans(clerk, ["parties.read"], "420902001000") == [("420902001000", "420902001999")]
    assert rules.spans(clerk, ["parties.export"], "420900000000") == []
    assert rules.spans(SYSTEM, ["parties.export"], "420900000000") == [("420900000000", "420999999999")]


def test_a_grant_of_another_body_opens_nothing():
    grant = Grant("parties.read", "420900000000", "420999999999", "A")
    assert rules.spans(Actor(None, "clerk", "B", grants=(grant,)), ["parties.read"], "420900000000") == []
    assert not rules.has_grant(Actor(None, "clerk", "B", grants=(grant,)), "parties.read", make.XIAONAN)
    assert rules.has_grant(Actor(None, "clerk", "A", grants=(grant,)), "parties.read", make.XIAONAN)


def test_which_files_may_be_merged(now):
    one, two = Mergeable(uuid.UUID(int=1), "person", now), Mergeable(uuid.UUID(int=2), "person", now)
    rules.check_merge(one, two)
    rules.check_merge(two, one)
    before = Mergeable(uuid.UUID(int=3), "person", now - dt.timedelta(microseconds=1))
    with pytest.raises(Conflict, match=r"party.survivor_is_later"):
        rules.check_merge(before, one)


@pytest.mark.parametrize(
    ("covering", "action", "item", "on", "covered"),
    [
        (mandate(), "cases.submit", "", FIRST, True),
        (mandate(), "cases.submit", "A1", LAST, True),
        (mandate(), "cases.submit", "", LAST + dt.timedelta(days=1), False),
        (mandate(), "cases.submit", "", FIRST - dt.timedelta(days=1), False),
        (mandate(), "cases.decide", "", FIRST, False),
        (mandate(items=["A1"]), "cases.submit", "A1", FIRST, True),
        (mandate(items=["A1"]), "cases.submit", "A2", FIRST, False),
        (mandate(items=["A1"]), "cases.submit", "", FIRST, False),
        (mandate(is_revoked=True), "cases.submit", "", FIRST, False),
    ],
)
def test_what_an_authorisation_covers(covering, action, item, on, covered):
    assert rules.covers(covering, action, item, on) is covered


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        (Mandate(frozenset(), frozenset(), FIRST, LAST), {"actions": ["authorisation.action_missing"]}),
        (mandate("everything"), {"actions": ["authorisation.action_malformed"]}),
        (mandate("parties.reveal"), {"actions": ["authorisation.action_not_delegable"]}),
        (mandate(*(f"cases.a{'b' * at}" for at in range(51))), {"actions": ["authorisation.too_many"]}),
        (mandate(items=["事项"]), {"items": ["authorisation.item_malformed"]}),
        (mandate(items=[str(at) for at in range(51)]), {"items": ["authorisation.too_many"]}),
        (mandate(valid_from=LAST, valid_until=FIRST), {"valid_until": ["authorisation.ends_before_it_begins"]}),
        (mandate(valid_from=dt.date(2025, 1, 1), valid_until=FIRST), {"valid_until": ["authorisation.over_already"]}),
        (mandate(valid_until=dt.date(2029, 11, 5)), {"valid_until": ["authorisation.too_long"]}),
    ],
)
def test_which_authorisations_are_refused(wrong, fields):
    with pytest.raises(Invalid) as refusal:
        rules.check_mandate(wrong, dt.date(2026, 11, 25))
    assert refusal.value.fields == fields


def test_an_authorisation_of_three_years_that_ends_today_at_the_earliest_is_accepted():
    rules.check_mandate(mandate(valid_until=dt.date(2029, 10, 31), items=["0001200000"]), dt.date(2026, 11, 25))
    rules.check_mandate(mandate(), LAST)


def test_every_refusal_has_its_sentence():
    stems = {f"party.{subject}" for subject in ("name", "address", "purpose")}
    composed = {f"{stem}_{fault}" for stem in stems for fault in ("too_long", "unreadable", "missing")}
    codes = codes_in(errors, "party.") - stems | composed - {"party.address_missing"}
    assert codes | codes_in(errors, "authorisation.") == set(errors.SENTENCES)
