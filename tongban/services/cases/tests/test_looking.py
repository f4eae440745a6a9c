"""Looking at what an applicant said: journalled with its purpose, refused to whoever may not, empty where unknown."""

import pytest

from tests.written import journal_actions
from tongban.foundation.kernel.errors import Invalid, NotAllowed, NotFound
from tongban.registers.catalogue.queries.terms import get_terms
from tongban.services.cases import commands
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.world(at("11-10 09:00"))


@pytest.mark.req("SEC-03", part="who read the form of a case, and what for")
def test_reading_a_form_stands_in_the_journal(world, now):
    case = make.submitted(world, now).case
    form = commands.read_form(case_id=case, purpose="审查", by=world.reviewer, now=now)
    assert form["values"] == {"name": "样例甲"}
    assert journal_actions()[-1] == "cases.form_read"


def test_without_a_purpose_or_a_right_nothing_is_read(world, now):
    case = make.submitted(world, now).case
    before = journal_actions()
    with pytest.raises(Invalid, match=r"case\.reason_missing"):
        commands.read_form(case_id=case, purpose=" ", by=world.reviewer, now=now)
    for nobody in (world.citizen, make.staff(organisation="TE4209020000000009")):
        with pytest.raises(NotFound, match=r"case\.not_found"):
            commands.read_form(case_id=case, purpose="好奇", by=nobody, now=now)
    assert journal_actions() == before


def prefilled(world, now, by):
    terms = get_terms(world.item, at=now)
    return commands.prefill_at_window(terms=terms, holder=world.holder, purpose="收件", by=by, now=now)


def test_the_window_is_told_what_the_file_answers(world, now):
    clerk = make.staff("cases.accept", "parties.read")
    known = prefilled(world, now, clerk)
    assert (known.values["name"], known.held["name"].part) == ("样例甲", "")
    assert journal_actions()[-1] == "cases.prefilled"


def test_beyond_reach_nothing_is_known_and_nothing_is_journalled(world, now):
    before = journal_actions()
    assert prefilled(world, now, make.staff("cases.accept")).values == {}
    with pytest.raises(NotAllowed, match=r"case\.not_yours"):
        prefilled(world, now, make.staff("parties.read"))
    assert journal_actions() == before


def test_a_draft_that_the_window_opens_stands_in_the_journal(world, now):
    told = {"holder": world.holder, "item": world.item}
    look = {**told, "purpose": "收件", "by": world.clerk, "now": now}
    assert commands.read_draft(**look) is None
    before = journal_actions()
    commands.save_draft(**told, content={"values": {"name": "甲"}}, channel=Channel.WEB, by=world.citizen, now=now)
    assert commands.read_draft(**look)[1]["values"] == {"name": "甲"}
    assert [action for action in journal_actions() if action not in before][-1] == "cases.draft_read"
    with pytest.raises(NotAllowed, match=r"case\.not_yours"):
        commands.read_draft(**look | {"by": world.reviewer})
