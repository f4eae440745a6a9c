"""A day of a thousand cases with twelve faults planted in it: twelve findings, each where it belongs."""

import datetime as dt
from decimal import Decimal

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.registers.calendars import queries as calendars
from tongban.registers.catalogue.tests import make as catalogue
from tongban.services.cases import commands, queries
from tongban.services.cases.models import CaseEvent
from tongban.services.cases.rules import breaches
from tongban.services.cases.rules.life import TRANSITIONS, State, Step
from tongban.services.cases.rules.materials import Defect
from tongban.services.cases.tests import make, systems
from tongban.services.cases.tests.copies import copy
from tongban.services.cases.tests.make import REGION, at

FEES = {"charged": True, "fees": [{"name": "工本费", "standard": "10 元/证", "basis": "样例"}]}


def findings(limit=50):
    supervisor = make.staff("cases.supervise", organisation=None)
    return queries.list_findings(supervisor, REGION, limit=limit)


def inspect_all(case_ids, now):
    return sum(
        commands.inspect(case_ids=case_ids[start : start + 500], now=now) for start in range(0, len(case_ids), 500)
    )


def clean_day(world, now, count):
    """So many cases of three kinds without a fault."""
    done, running = make.at_decision(world, now).id, make.accepted(world, now).id
    commands.grant(case_id=done, opinion="同意", by=world.approver, now=now)
    commands.conclude(case_id=done, now=now)
    fixed = make.told_to_correct(world, now).id
    commands.correct(case_id=fixed, given=[make.BANK], by=world.citizen, now=now)
    kinds = (done, running, fixed)
    copies = [copy(each, (count - 1 - at) // 3, start=10_000 * (at + 1)) for at, each in enumerate(kinds)]
    return done, running, fixed, [done, running, fixed, *(each for some in copies for each in some)]


def plant_in_rows(done, running, fixed):
    """Four rows that no command would write: two jumps, an on-the-spot case left open, a decision too late."""
    (straight,) = copy(done, 1, start=50_000)
    CaseEvent.objects.filter(case=straight, step="grant").update(state_from="submitted")
    (skipped,) = copy(done, 1, start=51_000)
    CaseEvent.objects.filter(case=skipped, step="grant").update(position=0)
    (left_open,) = copy(running, 1, start=52_000, project_type="'1'")
    (late,) = copy(done, 1, start=53_000, promised_due_at="decided_at - interval '1 hour'")
    return [straight, skipped, left_open, late]


def plant_by_attempts(world, now):
    """Four attempts of staff that are refused."""
    case = make.accepted(world, now).id
    with pytest.raises(Conflict, match=r"case\.steps_open"):
        commands.grant(case_id=case, opinion="同意", by=world.approver, now=now)
    unlisted, verified = (make.submitted(world, now).case for _ in range(2))
    told = {"by": world.clerk, "now": now}
    with pytest.raises(Invalid, match=r"case\.defect_unknown"):
        commands.request_correction(case_id=unlisted, defects=[Defect("m9", "请交户口簿")], **told)
    with pytest.raises(Conflict, match=r"case\.material_verified"):
        commands.request_correction(case_id=verified, defects=[Defect("m1", "请交纸质")], **told)
    twice = make.told_to_correct(world, now).id
    commands.correct(case_id=twice, given=[make.BANK], by=world.citizen, now=now)
    with pytest.raises(Conflict, match=r"case\.second_notice"):
        commands.request_correction(case_id=twice, defects=[Defect("m1", "又一处")], **told)
    return [case, unlisted, verified, twice]


def plant_by_telling(world, now):
    """Four cases that another system ran against the list, the guide and its fees."""
    systems.registered(world, now)
    fee = {"name": "工本费", "amount": "10.01"}
    told = [
        {"fees": [{"name": "材料费", "amount": "1"}]}, {"fees": [fee]}, {"materials": [{"code": "m9"}]},
        {"submitted_at": now.isoformat()},
    ]  # fmt: skip
    catalogue.commands.withdraw(item=world.item, reason="样例取消", by=SYSTEM, now=now)
    catalogue.Item.objects.filter(code=world.item).update(state="published", offered_until=now)
    return [
        systems.pushed(now, systems.message(world, number=f"LL-{number}", **each)).case
        for number, each in enumerate(told)
    ]


@pytest.mark.django_db
@pytest.mark.req("SUP-02")
def test_twelve_faults_in_a_day_of_a_thousand_cases_are_twelve_findings(now):
    world = make.world(at("11-10 09:00"), **FEES)
    done, running, fixed, cases = clean_day(world, now, 988)
    planted = [*plant_in_rows(done, running, fixed), *plant_by_attempts(world, now), *plant_by_telling(world, now)]
    evening = at("11-25 17:31")
    assert (len(cases) + len(planted), len(planted)) == (1000, 12)
    inspect_all([*cases, *planted], evening)
    commands.find_past_closing(now=evening)
    found = findings()
    assert sorted(each.kind for each in found) == sorted(
        ["fee_off_guide", "fee_too_high", "flow_broken", "flow_broken", "flow_jump", "material_off_guide",
         "material_off_guide", "material_verified", "not_same_day", "off_list", "overdue", "second_notice"]
    )  # fmt: skip
    assert {each.case_id for each in found} == set(planted)
    assert (inspect_all(cases + planted, evening), commands.find_past_closing(now=evening)) == (0, 0)


@pytest.mark.django_db
@pytest.mark.req("APP-07")
def test_paper_of_what_is_verified_is_not_asked_for_and_the_attempt_is_found(now):
    world = make.world(now)
    case = make.submitted(world, now).case
    with pytest.raises(Conflict, match=r"case\.material_verified"):
        commands.request_correction(case_id=case, defects=[Defect("m1", "请交纸质")], by=world.clerk, now=now)
    assert [each.kind for each in findings()] == ["material_verified"]


@pytest.mark.django_db
@pytest.mark.req("UAP-12")
@pytest.mark.parametrize(
    ("received", "looked", "found"),
    [
        ("11-25 09:30", "11-25 17:30", 0),
        ("11-25 09:30", "11-25 17:31", 1),
        ("11-25 17:45", "11-26 17:30", 0),
        ("11-28 10:00", "11-30 17:31", 1),
    ],
)
def test_an_on_the_spot_case_ends_on_its_day(received, looked, found):
    world = make.world(at("11-10 09:00"), project_type="1", defaults={"promised_limit": 1})
    case = make.submitted(world, at(received)).case
    assert commands.find_past_closing(now=at(looked)) == found
    assert commands.find_past_closing(now=at(looked)) == 0
    assert [each.case_id for each in findings()] == [case] * found


def test_what_commands_do_breaks_no_flow():
    """Each transition of the table, after its state was reached, is no breach; any other way is one."""
    when = at("11-25 09:30")
    for (state, step), to in TRANSITIONS.items():
        event = breaches.Happened(1, step, state, to.to, int(step is Step.PASS_ON), when)
        assert breaches._leads(event, 0, 1) is True
    assert breaches._leads(breaches.Happened(1, Step.GRANT, State.REVIEW, State.GRANTED, 0, when), 0, 2) is False


@pytest.mark.parametrize(
    ("standard", "amount"),
    [("10 元/证", "10"), ("每件 5.50元", "5.50"), ("免费", None), ("首件 10 元，后续 5 元", None), ("", None)],
)
def test_an_amount_is_read_where_there_is_one(standard, amount):
    assert breaches.read_amount(standard) == (Decimal(amount) if amount else None)


@pytest.mark.django_db
def test_closing_is_that_of_the_day_or_of_the_next_working_day(now):
    make.parties.regions_once(now)
    calendar = calendars.get_calendar(REGION, dt.date(2026, 11, 25))
    assert breaches.closing_after(at("11-27 18:00"), calendar) == at("11-30 17:30")
