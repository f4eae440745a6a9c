"""Cases in flight while their item changes: who may accept them, under which version they go on, where they end."""

import datetime as dt
import uuid

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue.tests import chain
from tongban.registers.catalogue.tests import make as catalogue
from tongban.services.cases import commands, queries
from tongban.services.cases.commands import Application
from tongban.services.cases.models import Case
from tongban.services.cases.rules.life import State
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import BANK, CARD, at

pytestmark = pytest.mark.django_db
UPPER, LOWER = "TE4200000000000001", "TE4209020000000001"
DAY = at("12-01 00:00")
BEFORE, AFTER = at("11-30 10:00"), at("12-01 10:00")
LEAF = f"{catalogue.CODE}01"


def applied(level: int, body: str, now: dt.datetime) -> uuid.UUID:
    """A case of sample person 1 at that body."""
    application = Application(
        item=f"{body}{level}{LEAF}", holder=make.parties.person(now, 1), channel=Channel.SYSTEM,
        materials=(CARD,),
    )  # fmt: skip
    return commands.submit(application=application, key=f"key-{uuid.uuid4()}", by=SYSTEM, now=now).case


@pytest.fixture
def delegated(now):
    """下放: the item of the province passes to the county on 1 December."""
    for code, region, kind in ((UPPER, catalogue.PROVINCE, "provincial"), (LOWER, catalogue.COUNTY, "county")):
        catalogue.body(now, code=code, region=region, kind=kind, short_name="样例局")
        catalogue.place(now, code)
    leaf = catalogue.leaf(now)
    catalogue.version(now, leaf.code)
    catalogue.offered(now, leaf.code, UPPER)
    plan = {"from_level": 2, "to_level": 4, "short_name": "样例局"}
    chain.approved(now, "delegate", entry=catalogue.CODE, plan=plan, effective_at=DAY)


@pytest.mark.req(
    "CAT-08", part="in flight: accepted before the day it ends at the province, after it the county accepts"
)
def test_a_case_accepted_before_the_day_ends_where_it_was_accepted(delegated):
    case = applied(2, UPPER, BEFORE)
    commands.accept(case_id=case, by=SYSTEM, now=BEFORE)
    with pytest.raises(Conflict, match=r"admission\.not_yet"):
        applied(4, LOWER, BEFORE)
    done = commands.grant(case_id=case, opinion="同意", by=SYSTEM, now=AFTER)
    assert (done.state, done.organisation) == (State.GRANTED, UPPER)


@pytest.mark.req("CAT-08", part="in flight: from the day on the province refuses, the county accepts")
def test_from_the_day_on_the_county_accepts_and_the_province_does_not(delegated):
    waiting = applied(2, UPPER, BEFORE)
    with pytest.raises(Conflict, match=r"admission\.ended"):
        applied(2, UPPER, AFTER)
    with pytest.raises(Conflict, match=r"case\.offer_ended"):
        commands.accept(case_id=waiting, by=SYSTEM, now=AFTER)
    assert (Case.objects.get(id=waiting).state, make.refusals(waiting)) == (State.SUBMITTED, 1)
    done = commands.decline(case_id=waiting, reason="已下放", right_body="孝南区样例局", by=SYSTEM, now=AFTER)
    assert done.state == State.DECLINED
    assert commands.accept(case_id=applied(4, LOWER, AFTER), by=SYSTEM, now=AFTER).state == State.REVIEW


def test_silence_of_the_province_is_still_its_acceptance(delegated):
    waiting = applied(2, UPPER, BEFORE)
    while commands.sweep(now=at("12-08 09:00")).cases:
        pass
    case = Case.objects.get(id=waiting)
    assert (case.state, case.organisation, case.accepted_at) == (State.REVIEW, UPPER, BEFORE)


@pytest.mark.req("CAT-08", part="materials as when submitted, procedure as when accepted, the promise if it was sooner")
@pytest.mark.parametrize(("promised", "due"), [(8, "12-08 17:30"), (3, "12-04 17:30")])
def test_a_version_between_submission_and_acceptance(now, promised, due):
    world = make.world(now)
    case = make.submitted(world, BEFORE).case
    steps = [*make.STEPS, {"code": "s5", "kind": "review", "lane": "department", "name": "复核"}]
    changed = {"materials": [], "steps": steps, "special_procedures": ["testing"], "tolerant": True}
    individual = {"promised_limit": promised}
    catalogue.version(now, world.item[-14:], effective_from=DAY, defaults=individual, **changed)
    done = commands.accept(case_id=case, by=world.clerk, now=AFTER)
    assert ([step["code"] for step in done.route], done.promised_due_at) == (["s3", "s4", "s5"], at(due))
    commands.suspend(case_id=case, kind="testing", basis="第四十五条", days=3, by=world.reviewer, now=AFTER)
    given = {each.code for each in queries.get_case(case, actor=world.clerk, now=AFTER).materials}
    assert given == {CARD.code, BANK.code}
