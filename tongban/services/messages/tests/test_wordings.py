"""What a wording may say, whose counts, and who may set it."""

import json
import uuid
from dataclasses import replace

import pytest

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.registers.parties.tests import make as parties
from tongban.registers.regions.rules import subtree
from tongban.registers.regions.tests import make as regions
from tongban.services.messages import commands, queries
from tongban.services.messages.rules import templates as rules

CODE = "case.accept"
HOUSE = queries.get_template(CODE).wording
CITY, COUNTY = "420900000000", "420902000000"


def editor(region=CITY):
    return Actor(uuid.uuid4(), "administrator", None, region, (Grant(queries.EDIT, *subtree(region)),))


def worded(now, region, title, by=SYSTEM):
    return commands.set_wording(
        region=region, template=CODE, wording=replace(HOUSE, title=title), basis="孝政务〔2026〕1号", by=by, now=now
    )


# --- rules ------------------------------------------------------------------------------------------------------


def test_every_template_of_the_house_keeps_its_own_rules():
    faults = {code: rules.check_wording(each, each.wording) for code, each in queries.list_templates().items()}
    assert {code: found for code, found in faults.items() if found} == {}


def test_every_variable_is_known_and_has_a_sample():
    named = {name for each in queries.list_templates().values() for name in (*each.variables, *each.must)}
    assert named <= set(queries.sample_values())


def test_a_text_message_for_an_applicant_greets_by_the_masked_name_and_names_the_case_or_the_licence():
    told = [each.wording.sms for each in queries.list_templates().values() if each.to == "applicant"]
    matters = ("{number}", "{licence}")
    assert [sms for sms in told if sms and not ("{name}" in sms and any(each in sms for each in matters))] == []


def test_no_variable_can_hold_a_document_number_or_the_query_code():
    told = json.dumps(sorted(queries.list_variables()))
    assert [word for word in ("document", "identity", "code", "phone") if word in told] == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"title": " "}, {"title": ["message.text_missing"]}),
        ({"text": "{number}" * 200}, {"text": ["message.text_too_long"]}),
        ({"text_en": "{number {paper} {due}"}, {"text_en": ["message.brace_open"]}),
        ({"text_en": "{number.__class__} {paper} {due}"}, {"text_en": ["message.brace_open"]}),
        ({"sms": "{number}{paper}{due}{id_card}"}, {"sms": ["message.variable_unknown"]}),
        ({"sms": "已受理，最迟{due}办结"}, {"sms": ["message.variable_missing"]}),
        ({"sms": ""}, {"sms": ["message.text_missing"]}),
        ({"title": "\x07受理"}, {"title": ["message.text_unreadable"]}),
    ],
)
def test_a_wording_that_would_mislead_is_refused_by_field(change, codes):
    assert rules.check_wording(queries.get_template(CODE), replace(HOUSE, **change)) == codes


def test_values_are_said_in_each_language_and_never_read_as_templates(now):
    values = {"item": ("甲{due}", "A"), "due": now}
    assert rules.fill("{item} {due} {paper}", values, "zh") == "甲{due} 2026年11月25日 09:30 —"
    assert rules.fill("{item} {due}", values, "en") == "A 25 November 2026, 09:30"


def test_long_messages_are_counted_in_parts():
    assert [rules.count_parts("字" * length) for length in (0, 70, 71, 134, 135)] == [0, 1, 2, 2, 3]


# --- regions ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_nearest_region_counts_and_gives_way_again(now):
    regions.tree(now)
    worded(now, CITY, "孝感：已受理")
    worded(now, COUNTY, "孝南：已受理")
    assert [queries.resolve(CODE, at).wording.title for at in (CITY, COUNTY, "420903000000")] == [
        "孝感：已受理", "孝南：已受理", "孝感：已受理",
    ]  # fmt: skip
    commands.end_wording(region=COUNTY, template=CODE, by=SYSTEM, now=now)
    assert queries.resolve(CODE, COUNTY).region == CITY
    with pytest.raises(Conflict, match=r"message\.not_own"):
        commands.end_wording(region=COUNTY, template=CODE, by=SYSTEM, now=now)


@pytest.mark.django_db
def test_who_set_what_stays(now):
    regions.tree(now)
    by = editor()
    for title in ("一", "二"):
        worded(now, CITY, title, by)
    kept = queries.list_wordings(CODE, CITY, actor=by)
    assert [(row.title, row.ended_at is None, row.set_by) for row in kept] == [
        ("二", True, by.account), ("一", False, by.account),
    ]  # fmt: skip
    standing = {each.template.code: each for each in queries.list_standing(CITY, actor=by)}
    assert (standing[CODE].region, standing["case.grant"].region) == (CITY, "")


@pytest.mark.django_db
def test_nobody_words_what_is_not_theirs(now):
    regions.tree(now)
    with pytest.raises(NotAllowed, match=r"message\.not_allowed"):
        worded(now, CITY, "一", editor(COUNTY))
    with pytest.raises(NotFound, match=r"message\.template_unknown"):
        commands.set_wording(region=CITY, template="no", wording=HOUSE, basis="样例", by=SYSTEM, now=now)
    with pytest.raises(Invalid) as refusal:
        commands.set_wording(region=CITY, template=CODE, wording=HOUSE, basis=" ", by=SYSTEM, now=now)
    assert refusal.value.fields == {"basis": ["message.basis_missing"]}
    assert queries.resolve(CODE, CITY).region == ""


# --- the inbox --------------------------------------------------------------------------------------------------


def tell(now, party, event="e1"):
    told = commands.Telling(
        template=CODE, event=event, region=COUNTY, subject="case:1", number="1", link="/cases/1",
        bucket=party.int & 0xFFFF, values={"item": "样例", "number": "1"},
    )  # fmt: skip
    return commands.tell_party(party=party, telling=told, now=now)


@pytest.mark.django_db
def test_a_notice_is_read_by_whose_file_it_lies_in(now):
    parties.regions_once(now)
    person = parties.person(now)
    mine, other = parties.account(now), parties.citizen()
    assert [tell(now, person), tell(now, person), tell(now, person, "e2")] == [True, False, True]
    [first, second] = [each.notice for each in queries.list_notices(mine).received]
    assert (queries.count_unread(mine.account), queries.list_notices(other).received) == (2, ())
    with pytest.raises(NotFound, match=r"message\.not_found"):
        commands.mark_read(notice_id=first.id, by=other, now=now)
    commands.mark_read(notice_id=first.id, by=mine, now=now)
    assert queries.count_unread(mine.account) == 1
    assert (commands.mark_all_read(by=mine, now=now), queries.count_unread(mine.account)) == (1, 0)
    assert queries.get_notice(second.id, actor=mine).notice.read_at == now


@pytest.mark.django_db
def test_a_merged_file_keeps_its_notices_and_gets_the_new_ones(now):
    parties.regions_once(now)
    kept, double = parties.person(now, 1), parties.person(now, 2)
    tell(now, double)
    parties.commands.merge(later=double, survivor=kept, reason="同一人", by=SYSTEM, now=now)
    tell(now, double, "e2")
    mine = parties.account(now)
    assert [each.notice.event for each in queries.list_notices(mine).received] == ["e2", "e1"]
    assert queries.get_notice(queries.list_notices(mine).received[0].notice.id, actor=mine).notice.holder_id == kept


@pytest.mark.django_db
def test_an_inbox_of_hundreds_is_paged_and_costs_few_statements(now, django_assert_max_num_queries):
    parties.regions_once(now)
    person, mine = parties.person(now), parties.account(now)
    for n in range(55):
        tell(now, person, f"e{n}")
    with django_assert_max_num_queries(3):
        page = queries.list_notices(mine)
    rest = queries.list_notices(mine, after=page.next)
    assert (len(page.received), len(rest.received), rest.next) == (50, 5, None)
    with django_assert_max_num_queries(2):
        assert queries.count_unread(mine.account) == 55
