"""Cases that departments' systems push or staff type a second time: one store, one record each."""

import itertools
import json

import pytest

from tests.clients import at_once
from tests.written import emitted_events
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.parties.tests import make as parties
from tongban.services.cases import commands, queries
from tongban.services.cases.models import Case, CaseEvent, CaseSource, System
from tongban.services.cases.tests import make, systems
from tongban.services.cases.tests.make import at
from tongban.services.cases.tests.systems import message, pushed, registered, typed

pytestmark = pytest.mark.django_db
ACCEPTED = ("accept", "11-24 11:00")
GRANTED = ("grant", "11-24 16:00")
OTHER = "sample-other"


@pytest.fixture
def world(now):
    world = make.world(at("11-10 09:00"))
    registered(world, now)
    return world


def stored():
    with fan_out_allowed("a test counts"):
        return Case.objects.count()


def history(case_id):
    return list(CaseEvent.objects.filter(case=case_id).order_by("version").values_list("step", flat=True))


@pytest.mark.req("UAP-03", part="a department's system pushes a case with its result, signed")
def test_a_pushed_case_stands_in_the_store_as_it_was_told(world, now):
    done = pushed(now, message(world, ACCEPTED, GRANTED))
    case = Case.objects.get(id=done.case)
    assert (done.news, case.state, case.outcome, case.mode, case.channel) == (
        "new", "concluded", "granted", "push", "system",
    )  # fmt: skip
    assert history(case.id) == ["submit", "accept", "grant", "conclude"]
    assert (case.accepted_at, case.decided_at) == (at("11-24 11:00"), at("11-24 16:00"))
    assert case.promised_due_at == at("12-01 17:30")
    assert make.left(case.id) == make.Left(events=4, documents=3, journal=4, told=4, version=4)


@pytest.mark.req("UAP-03", part="duplicate callbacks change nothing")
def test_what_comes_twice_changes_nothing(world, now):
    first = pushed(now, message(world, ACCEPTED))
    before = make.left(first.case)
    again = pushed(now, message(world, ACCEPTED))
    assert (again.case, again.news, stored()) == (first.case, "known", 1)
    assert make.left(first.case) == before


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_whatever_order_messages_come_in_the_case_ends_the_same(world, now, order):
    told = {
        version: message(world, *(ACCEPTED, GRANTED, ("deliver", "11-25 09:00"))[:version], version=version)
        for version in order
    }
    for version in order:
        done = pushed(now, told[version])
    case = Case.objects.get(id=done.case)
    assert (stored(), case.delivered_at, history(case.id)) == (
        1, at("11-25 09:00"), ["submit", "accept", "grant", "conclude", "deliver"],
    )  # fmt: skip


def test_another_message_under_the_same_version_is_refused(world, now):
    case = pushed(now, message(world, ACCEPTED)).case
    with pytest.raises(Conflict, match=r"told\.version_reused"):
        pushed(now, message(world, ("decline", "11-24 11:00")))
    with pytest.raises(Conflict, match=r"told\.history_differs"):
        pushed(now, message(world, ("decline", "11-24 11:00"), version=2))
    assert history(case) == ["submit", "accept"]


def test_what_the_table_does_not_allow_is_refused_whole(world, now):
    with pytest.raises(Conflict, match=r"case\.step_not_now"):
        pushed(now, message(world, ACCEPTED, GRANTED, ("suspend", "11-24 17:00")))
    assert (stored(), CaseSource.objects.count()) == (0, 0)


def test_a_case_with_correction_pause_and_extension(world, now):
    steps = [
        ("request_correction", "11-16 11:00"), ("correct", "11-17 09:00"), ("accept", "11-17 10:00"),
        ("suspend", "11-18 10:00"), ("resume", "11-20 10:00"), ("grant", "11-25 09:00"),
    ]  # fmt: skip
    told = message(world, *steps, submitted_at=at("11-16 10:00").isoformat())
    case = Case.objects.get(id=pushed(now, told).case)
    assert (case.outcome, case.received_at, case.promised_due_at) == (
        "granted", at("11-17 09:00"), at("11-26 17:30"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"number": ""}, "number", "told.missing"),
        ({"number": "\ud800"}, "number", "told.text"),
        ({"version": 0}, "version", "told.number"),
        ({"version": True}, "version", "told.number"),
        ({"item": 7}, "item", "told.text"),
        ({"submitted_at": "2026-11-24"}, "submitted_at", "told.instant"),
        ({"submitted_at": "2026-11-26T10:00:00+08:00"}, "submitted_at", "told.in_the_future"),
        ({"applicant": None}, "applicant", "told.missing"),
        ({"applicant": []}, "applicant", "told.rows"),
        ({"steps": {}}, "steps", "told.rows"),
        ({"steps": [{"step": "fly", "at": "2026-11-24T10:00:00+08:00"}]}, "steps.0.step", "told.unknown"),
        ({"steps": [{"step": "archive", "at": "2026-11-24T10:00:00+08:00"}]}, "steps.0.step", "told.step_not_tellable"),
        ({"steps": [{"step": "accept", "at": "2026-11-24T09:00:00+08:00"}]}, "steps.0.at", "told.out_of_order"),
        ({"fees": [{"name": "工本费", "amount": "1.234"}]}, "fees.0.amount", "told.amount"),
        ({"delivery": "pigeon"}, "delivery", "told.unknown"),
    ],
)
def test_what_is_wrong_is_told_by_field(world, now, change, field, code):
    with pytest.raises(Invalid) as refused:
        pushed(now, message(world, **change))
    assert (refused.value.code, refused.value.fields[field], stored()) == ("told.refused", [code], 0)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 50_000, b"x" * 100_001])
def test_what_is_no_message_is_refused(world, now, body):
    with pytest.raises(Invalid, match=r"told\.refused"):
        pushed(now, body)


@pytest.mark.req("UAP-03", part="badly signed, unknown and closed systems are refused alike")
def test_only_a_registered_system_is_believed(world, now):
    for refused in (
        lambda: pushed(now, message(world), badly=True),
        lambda: pushed(now, message(world), "nobody"),
        lambda: commands.push(system=systems.CODE, body=b"{}", signature=b"x", now=now),
    ):
        with pytest.raises(NotAllowed, match=r"told\.badly_signed"):
            refused()
    commands.close_system(code=systems.CODE, by=make.catalogue.SYSTEM, now=now)
    with pytest.raises(NotAllowed, match=r"told\.badly_signed"):
        pushed(now, message(world))
    assert stored() == 0


def test_a_system_tells_of_its_own_items_only(world, now):
    registered(world, now, code=OTHER, items=[])
    with pytest.raises(NotAllowed, match=r"told\.item_not_of_system"):
        pushed(now, message(world), OTHER)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "A"}, "code"), ({"name": " "}, "name"), ({"mode": "post"}, "mode"), ({"items": ["x"]}, "items"),
        ({"public_key": b"\4" * 65}, "public_key"), ({"public_key": None}, "public_key"),
    ],
)  # fmt: skip
def test_a_system_is_registered_whole_or_not_at_all(world, now, change, field):
    with pytest.raises(Invalid) as refused:
        registered(world, now, **{"code": OTHER, "public_key": systems.signer().public_key} | change)
    assert (list(refused.value.fields), System.objects.count()) == ([field], 1)


@pytest.mark.req("UAP-05", part="pushed and typed again: one record, the better mode kept, the other told")
@pytest.mark.parametrize("number", ["LL-2026-001", "手抄-7"])
def test_what_is_pushed_and_typed_is_one_record(world, now, number):
    first = typed(now, message(world, ACCEPTED, number=number), by=world.clerk)
    second = pushed(now, message(world, ACCEPTED, GRANTED))
    case = Case.objects.get(id=first.case)
    assert (first.mode, second.news, second.case, stored()) == ("secondary_entry", "matched", case.id, 1)
    assert (case.mode, case.run_by, case.outcome) == ("push", systems.CODE, "granted")
    assert emitted_events().count("cases.sources_matched") == 1


@pytest.mark.req("UAP-05", part="typed after it was pushed: the system's record stands")
def test_what_is_typed_after_it_was_pushed_changes_nothing(world, now):
    first = pushed(now, message(world, ACCEPTED))
    second = typed(now, message(world, ("decline", "11-24 11:00"), number="手抄-7"), by=world.clerk)
    assert (second.case, second.news, second.mode) == (first.case, "matched", "push")
    assert (stored(), history(first.case)) == (1, ["submit", "accept"])


def test_two_numbers_of_one_system_are_two_cases(world, now):
    for number in ("LL-1", "LL-2"):
        pushed(now, message(world, number=number))
    pushed(now, message(world, number="LL-3", applicant=someone_else()))
    assert stored() == 3


def someone_else():
    return {"name": "样例乙", "document_kind": "111", "document_number": parties.resident_id(2)}


def test_what_is_typed_goes_on_when_more_is_typed(world, now):
    first = typed(now, message(world), by=world.clerk)
    again = typed(now, message(world), by=world.clerk)
    more = typed(now, message(world, ACCEPTED, GRANTED), by=world.clerk)
    assert (again.news, more.news, more.state, stored()) == ("known", "advanced", "concluded", 1)
    account = CaseEvent.objects.filter(case=first.case, step="grant").values_list("account", flat=True)
    assert list(account) == [world.clerk.account]


def test_only_staff_of_the_body_type_cases(world, now):
    for by in (world.reviewer, world.citizen, make.staff("cases.accept", organisation="TE4209030000000001")):
        with pytest.raises(NotAllowed, match=r"case\.not_allowed"):
            typed(now, message(world), by=by)
    assert stored() == 0


@pytest.mark.req("UAP-03", part="what another system runs, nobody works on here")
def test_staff_do_not_work_on_a_case_that_runs_elsewhere(world, now):
    case = pushed(now, message(world)).case
    with pytest.raises(Conflict, match=r"case\.run_elsewhere"):
        commands.accept(case_id=case, by=world.clerk, now=now)
    view = queries.get_case(case, actor=world.clerk, now=now)
    assert (view.steps["accept"], history(case)) == ("case.run_elsewhere", ["submit"])


def test_its_clocks_give_marks_and_take_no_steps(world, now):
    case = pushed(now, message(world)).case
    late = at("12-02 09:00")
    while commands.sweep(now=late).cases:
        pass
    view = queries.get_case(case, actor=make.catalogue.SYSTEM, now=late)
    assert sorted(finding.kind for finding in view.findings) == ["overdue", "red", "yellow"]
    assert history(case) == ["submit"]


def test_an_item_that_says_nothing_takes_no_cases(world, now):
    unknown = f"{make.BODY}4{'9' * 14}"
    registered(world, now, items=[world.item, unknown])
    with pytest.raises(NotFound, match=r"item_unknown"):
        pushed(now, message(world, item=unknown))


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("UAP-05", part="pushed and typed in the same second: one record")
def test_twenty_at_once_are_one_case(now):
    world = make.world(at("11-10 09:00"))
    registered(world, now)
    registered(world, now, code=OTHER, mode="real_time")
    body = json.dumps(message(world, ACCEPTED)).encode()
    tell = (
        lambda: pushed(now, body),
        lambda: pushed(now, message(world, ACCEPTED, GRANTED, number="RT-1"), OTHER),
        lambda: typed(now, message(world, ACCEPTED), by=world.clerk),
    )
    done = at_once(21, lambda each: tell[each % 3]())
    assert len({each.case for each in done}) == 1, done
    case = Case.objects.get(id=done[0].case)
    assert (stored(), case.mode, case.outcome) == (1, "real_time", "granted")
    assert CaseSource.objects.count() == 3
