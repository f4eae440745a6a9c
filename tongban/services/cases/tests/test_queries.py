import pytest

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.registers.parties.tests import make as parties
from tongban.services.cases import commands, queries
from tongban.services.cases.models import CaseArchive
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    return make.world(now)


@pytest.mark.req("APP-05", part="after each step the node and the remaining days, by account or query code")
def test_progress_by_query_code_takes_one_statement(world, now, django_assert_num_queries):
    receipt = make.submitted(world, now)
    commands.accept(case_id=receipt.case, by=world.clerk, now=now)
    with django_assert_num_queries(1):
        progress = queries.get_progress(receipt.number, receipt.query_code, now=at("11-27 10:00"))
    assert (progress.state, progress.clock, progress.remaining_days) == ("review", "promised", 4)
    assert [(step.step, step.name, step.document_number) for step in progress.steps] == [
        ("submit", "", receipt.number), ("accept", "初审", "受理〔2026〕1号"),
    ]  # fmt: skip


def test_progress_by_the_applicant_takes_one_statement(world, now, django_assert_num_queries):
    receipt = make.submitted(world, now)
    with django_assert_num_queries(1):
        progress = queries.get_own_progress(receipt.number, actor=world.citizen, now=now)
    assert (progress.remaining_days, progress.outcome) == (6, "")


def test_nobody_else_learns_anything(world, now):
    receipt = make.submitted(world, now)
    for number, code in ((receipt.number, "00000000"), ("1" * 16, receipt.query_code), ("x", ""), (receipt.number, "")):
        with pytest.raises(NotFound, match=r"case\.not_found"):
            queries.get_progress(number, code, now=now)
    with pytest.raises(NotFound, match=r"case\.not_found"):
        queries.get_own_progress(receipt.number, actor=parties.account(now, 2), now=now)


def test_an_agent_follows_what_was_entrusted(world, now):
    agent = parties.account(now, 2)
    parties.authorisation(now, world.holder, agent)
    receipt = make.submitted(world, now, by=agent)
    assert queries.get_own_progress(receipt.number, actor=agent, now=now).state == "submitted"


def test_the_applicant_sees_no_findings_and_the_supervisor_does(world, now):
    case = make.accepted(world, now)
    commands.sweep(now=at("12-04 08:00"))
    assert queries.get_case(case.id, actor=world.citizen, now=now).findings == ()
    assert len(queries.get_case(case.id, actor=world.clerk, now=now).findings) == 4
    with pytest.raises(NotAllowed):
        queries.list_findings(world.clerk, make.REGION)


def test_own_cases_come_newest_first(world, now):
    numbers = [make.submitted(world, at(f"11-25 1{hour}:00")).number for hour in range(3)]
    assert [case.number for case in queries.list_own(world.holder, actor=world.citizen, now=now)] == numbers[::-1]
    with pytest.raises(NotAllowed, match=r"case\.not_yours"):
        queries.list_own(world.holder, actor=parties.account(now, 2), now=now)


@pytest.mark.req("APP-01", part="drafts survive a change of channel, one for each item and person unless asked")
def test_a_draft_goes_on_in_another_channel(world, now):
    told = {"holder": world.holder, "item": world.item, "by": world.citizen, "now": now}
    first = commands.save_draft(content={"values": {"name": "样"}}, channel=Channel.WEB, **told)
    again = commands.save_draft(content={"values": {"name": "样例"}}, channel=Channel.APP, version=1, **told)
    assert (again.id, again.version) == (first.id, 2)
    draft, content = queries.find_draft(world.holder, world.item, actor=world.citizen, now=now)
    assert (draft.channel, content) == ("app", {"values": {"name": "样例"}})
    with pytest.raises(Conflict, match=r"case\.draft_changed"):
        commands.save_draft(content={}, channel=Channel.WEB, version=1, **told)
    assert commands.save_draft(content={}, channel=Channel.WEB, another=True, **told).slot == 1


def test_a_draft_is_nobody_elses(world, now):
    told = {"holder": world.holder, "item": world.item, "channel": Channel.WEB, "now": now}
    stranger = parties.account(now, 2)
    with pytest.raises(NotAllowed, match=r"case\.not_yours"):
        commands.save_draft(content={}, by=stranger, **told)
    draft = commands.save_draft(content={}, by=world.citizen, **told)
    with pytest.raises(NotFound, match=r"case\.draft_not_found"):
        commands.discard_draft(draft_id=draft.id, by=stranger, now=now)
    with pytest.raises(Invalid, match=r"case\.draft_too_large"):
        commands.save_draft(content={"values": {"name": "样" * 40_000}}, by=world.citizen, **told)


@pytest.fixture
def archived(world, now):
    case = make.submitted(world, now)
    commands.withdraw(case_id=case.case, reason="不办了", by=world.citizen, now=now)
    commands.conclude(case_id=case.case, now=now)
    return commands.archive(case_id=case.case, now=now)


@pytest.mark.req("LIC-08", part="packed with digests, read-only, whole")
def test_the_archive_has_all_parts(archived, world, now):
    package, damaged = queries.get_archive(archived.id, actor=world.clerk, now=now)
    assert damaged == []
    assert set(package) == {
        "case", "form", "events", "materials", "documents", "corrections", "pauses", "findings", "files", "signatures",
    }  # fmt: skip
    assert [event["step"] for event in package["events"]] == ["submit", "withdraw", "conclude"]


@pytest.mark.req("LIC-08", part="a change is found")
def test_a_change_of_the_archive_is_found(archived, world, now):
    row = CaseArchive.objects.get(case=archived)
    CaseArchive.objects.filter(case=archived).update(manifest=row.manifest | {"events": "0" * 64})
    assert queries.get_archive(archived.id, actor=world.clerk, now=now)[1] == ["manifest", "events"]
