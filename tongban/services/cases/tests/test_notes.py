import datetime as dt

import pytest

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.services.cases import commands, queries
from tongban.services.cases.models import CaseNote
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.materials import Defect
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    return make.world(now)


@pytest.fixture
def colleague():
    return make.staff(rights.NOTE)


# --- notes ----------------------------------------------------------------------------------------------------


def test_a_note_stands_beside_the_case_and_changes_nothing_of_it(world, colleague, now):
    case = make.accepted(world, now)
    before = make.left(case.id)
    note = commands.write_note(case_id=case.id, text=" 已电话核实门牌 ", by=colleague, now=now)
    assert [(n.text, n.account, n.unit) for n in queries.list_notes(case.id, actor=world.reviewer, now=now)] == [
        ("已电话核实门牌", colleague.account, make.BODY)
    ]
    after = make.left(case.id)
    assert (after.journal - before.journal, after.version, after.events, after.told) == (
        1, before.version, before.events, before.told,
    )  # fmt: skip
    assert note.written_at == now


def test_the_newest_note_comes_first(world, colleague, now):
    case = make.accepted(world, now)
    for minute, text in enumerate(("一", "二", "三")):
        commands.write_note(case_id=case.id, text=text, by=colleague, now=now + dt.timedelta(minutes=minute))
    assert [note.text for note in queries.list_notes(case.id, actor=colleague, now=now)] == ["三", "二", "一"]


def test_the_applicant_never_sees_a_note_and_writes_none(world, colleague, now):
    case = make.accepted(world, now)
    commands.write_note(case_id=case.id, text="内部", by=colleague, now=now)
    with pytest.raises(NotFound, match=r"case\.not_found"):
        queries.list_notes(case.id, actor=world.citizen, now=now)
    with pytest.raises(NotFound, match=r"case\.not_found"):
        commands.write_note(case_id=case.id, text="我", by=world.citizen, now=now)
    assert CaseNote.objects.filter(case=case).count() == 1


def test_who_may_only_read_writes_no_note(world, now):
    case = make.accepted(world, now)
    with pytest.raises(NotAllowed, match=r"case\.not_allowed"):
        commands.write_note(case_id=case.id, text="看看", by=make.staff(), now=now)
    assert not CaseNote.objects.filter(case=case).exists()


@pytest.mark.parametrize("text", ["", "  \n", "长" * 1001, "\x07"])
def test_an_empty_or_endless_note_is_refused(world, colleague, now, text):
    case = make.accepted(world, now)
    with pytest.raises(Invalid):
        commands.write_note(case_id=case.id, text=text, by=colleague, now=now)
    assert not CaseNote.objects.filter(case=case).exists()


def test_a_note_is_no_part_of_the_archive(world, colleague, now):
    case = make.submitted(world, now).case
    commands.write_note(case_id=case, text="内部", by=colleague, now=now)
    commands.withdraw(case_id=case, by=world.citizen, now=now)
    commands.conclude(case_id=case, now=now)
    commands.archive(case_id=case, now=now)
    package, _ = queries.get_archive(case, actor=world.citizen, now=now)
    assert "notes" not in package


# --- two who read the same ------------------------------------------------------------------------------------


def test_the_second_of_two_reviewers_is_told_and_nothing_happens(world, now):
    case = make.accepted(world, now, key="a-key-of-two-reviewers")
    with commands.as_seen(case.id, case.version):
        commands.pass_on(case_id=case.id, opinion="初审通过", by=world.reviewer, now=now)
    before = make.left(case.id)
    with pytest.raises(Conflict, match=r"case\.changed_meanwhile") as refused, commands.as_seen(case.id, case.version):
        commands.pass_on(case_id=case.id, opinion="我也通过", by=world.approver, now=now)
    assert refused.value.facts["step"] == Step.PASS_ON
    assert make.left(case.id) == before


def test_what_a_refusal_leaves_behind_stands(world, now):
    case = make.accepted(world, now)
    with pytest.raises(Conflict, match=r"case\.steps_open"), commands.as_seen(case.id, case.version):
        commands.grant(case_id=case.id, opinion="同意", by=world.approver, now=now)
    assert make.refusals(case.id) == 1
    assert queries.get_case(case.id, actor=world.reviewer, now=now).case.state == "review"


# --- many at once, and what supervision found -----------------------------------------------------------------


def test_heads_of_many_cases_take_one_statement(world, now, django_assert_num_queries):
    ids = [make.submitted(world, now).case for _ in range(3)]
    with django_assert_num_queries(1):
        heads = queries.list_heads([*ids, *ids], actor=world.clerk)
    assert {case.state for case in heads.values()} == {"submitted"}
    assert set(heads) == set(ids)
    assert queries.list_heads(ids, actor=world.citizen) == {}


@pytest.mark.req("SUP-02", part="a supervisor drills down to the case")
def test_findings_page_and_lead_to_their_case(world, now):
    case = make.accepted(world, now)
    commands.sweep(now=make.at("12-04 08:00"))
    whole = queries.list_findings(world.supervisor, make.REGION)
    assert {finding.case.number for finding in whole} == {case.number}
    first = queries.list_findings(world.supervisor, make.REGION, limit=2)
    after = queries.Position(first[-1].found_at, first[-1].id)
    assert first + queries.list_findings(world.supervisor, make.REGION, after=after) == whole
    counts = queries.count_findings(world.supervisor, make.REGION)
    assert sum(counts.values()) == len(whole)
    assert queries.count_findings(world.supervisor, make.REGION, organisation="OTHER") == {}


@pytest.mark.req("GUI-03", part="a supervisor may give a further notice and is told so")
def test_a_supervisor_is_offered_the_second_notice(world, now):
    case = make.told_to_correct(world, now)
    commands.correct(case_id=case.id, given=[make.BANK], by=world.citizen, now=now)
    steps = queries.get_case(case.id, actor=world.supervisor, now=now).steps
    assert steps == {Step.REQUEST_CORRECTION: None}
    told = commands.request_correction(
        case_id=case.id, defects=[Defect("form", "门牌与执照不一致")], reason="前次漏看", by=world.supervisor, now=now
    )
    assert (told.state, told.notices) == ("correcting", 2)
