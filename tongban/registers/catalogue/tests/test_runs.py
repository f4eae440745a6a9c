"""Bulk operations: everything once, the incomplete named, stopped and parked runs taken up again."""

import datetime as dt

import pytest
from django.db import OperationalError, connection

from tongban.foundation.audit import queries as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.commands import portions
from tongban.registers.catalogue.models import Generation, Item, Run
from tongban.registers.catalogue.rules import runs as rules
from tongban.registers.catalogue.rules.runs import Bodies
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
HERE = Bodies(make.CITY, levels=(5, 6), kinds=("station", "village"))


def start(now: dt.datetime, leaves: list[str], **facts: object) -> Run:
    return commands.start_claim(**{"leaves": leaves, "where": HERE, "by": SYSTEM, "now": now} | facts)  # type: ignore[arg-type]


def work_off(run: Run, now: dt.datetime) -> Run:
    while commands.advance(run.id, now=now):
        pass
    run.refresh_from_db()
    return run


def counts(*fields: str) -> dict[object, int]:
    rows = Item.objects.values_list(*fields)
    return {key: sum(row == key for row in rows) for key in set(rows)}


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PAIRS_AT_ONCE", 400)


@pytest.mark.req("CAT-07", part="bulk claim")
def test_every_body_has_every_leaf_once(now: dt.datetime) -> None:
    leaves, bodies = make.template(now, 20), make.villages(now, 60)
    run = work_off(start(now, leaves), now)
    assert (run.state, run.total, run.done, run.skipped) == ("finished", 1200, 1200, 0)
    pairs = list(Item.objects.values_list("leaf", "organisation", "state", "region"))
    assert sorted(pairs) == sorted((leaf, body, "claimed", make.VILLAGE) for leaf in leaves for body in bodies)


def test_tables_that_the_planner_takes_for_empty_are_looked_at_first(now: dt.datetime) -> None:
    leaves, _ = make.template(now, 2), make.villages(now, 5)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0, relpages = 1 WHERE oid = 'orgs_organisation'::regclass")
        assert work_off(start(now, leaves), now).done == 10
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'orgs_organisation'::regclass")
        assert cursor.fetchone() > (0,)


def test_codes_made_in_bulk_are_those_made_one_by_one(now: dt.datetime) -> None:
    leaves, (body, other) = make.template(now, 12), make.villages(now, 2)
    single = {leaf: make.claimed(now, leaf, body).code for leaf in leaves}
    work_off(start(now, leaves), now)
    codes = dict(Item.objects.filter(organisation=other).values_list("leaf", "code"))
    assert codes == {leaf: (code or "").replace(body, other) for leaf, code in single.items()}
    assert Item.objects.count() == 24


def test_publishing_takes_the_complete_and_names_what_the_others_miss(now: dt.datetime) -> None:
    leaves, (whole, bare) = make.template(now, 3), make.villages(now, 2)
    make.place(now, whole)
    make.place(now, bare, address="", complaint="")
    run = work_off(start(now, leaves, publish=True), now)
    assert counts("organisation", "state") == {(whole, "published"): 3, (bare, "claimed"): 3}
    assert (run.done, run.skipped) == (6, 3)
    assert run.refusals == [
        {
            "organisation": bare, "code": "catalogue.incomplete", "leaf": leaves[0], "items": 3, "state": "claimed",
            "missing": ["address", "complaint"],
        }
    ]  # fmt: skip


def test_claimed_items_are_published_later_by_a_run_of_their_own(now: dt.datetime) -> None:
    leaves, (body,) = make.template(now, 3), make.villages(now, 1)
    work_off(start(now, leaves), now)
    make.place(now, body)
    run = commands.start_publish(leaves=leaves[:2], where=HERE, by=SYSTEM, now=now)
    assert work_off(run, now).skipped == 0
    assert counts("state", "offered_from") == {("published", now): 2, ("claimed", None): 1}


def test_a_refusal_stands_against_a_later_claim(now: dt.datetime) -> None:
    leaves, bodies = make.template(now, 2), make.villages(now, 2)
    work_off(commands.start_refuse(leaves=leaves[:1], where=HERE, reason="没有人手", by=SYSTEM, now=now), now)
    run = work_off(start(now, leaves), now)
    assert counts("leaf", "state", "reason") == {(leaves[0], "refused", "没有人手"): 2, (leaves[1], "claimed", ""): 2}
    assert [(row["organisation"], row["code"], row["state"]) for row in run.refusals] == [
        (body, "catalogue.state_forbids", "refused") for body in bodies
    ]


def test_withdrawing_ends_what_was_offered(now: dt.datetime) -> None:
    leaves, (body,), tomorrow = make.template(now, 1), make.villages(now, 1), now + dt.timedelta(days=1)
    make.place(now, body)
    work_off(start(now, leaves, publish=True), now)
    work_off(commands.start_withdraw(leaves=leaves, where=HERE, reason="撤并", by=SYSTEM, now=tomorrow), tomorrow)
    assert counts("state", "reason", "offered_until") == {("withdrawn", "撤并", tomorrow): 1}


def test_who_may_not_claim_is_passed_over_with_the_reason(now: dt.datetime) -> None:
    leaves, (village,) = make.template(now, 2), make.villages(now, 1)
    county, nameless = make.body(now), make.body(now, code="SHORT", kind="village", region=make.VILLAGE)
    run = work_off(start(now, leaves, where=Bodies(make.CITY)), now)
    assert set(Item.objects.values_list("organisation", flat=True)) == {village}
    assert {row["organisation"]: (row["code"], row["items"]) for row in run.refusals} == {
        county: ("catalogue.level_may_not_claim", 2), nameless: ("catalogue.body_without_code", 2),
    }  # fmt: skip


def test_each_portion_is_one_journal_row_one_event_and_one_generation(now: dt.datetime) -> None:
    leaves = make.template(now, 20)
    make.villages(now, 50)
    run = start(now, leaves)
    before = Generation.objects.get().number
    assert [commands.advance(run.id, now=now) for _ in range(3)] == [True, True, False]
    assert Generation.objects.get().number == before + 3
    reader = Actor(None, "system", grants=(Grant("audit.read", "0" * 12, "9" * 12),))
    actions = [row.action for row in audit.list_rows(f"run:{run.id}", by=reader)]
    assert sorted(actions) == ["catalogue.run_advanced"] * 3 + ["catalogue.run_started"]


@pytest.mark.req("CAT-07", part="a bulk claim that fails waits for somebody and goes on where it was")
def test_a_failing_portion_parks_the_run_and_it_goes_on_where_it_was(
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaves = make.template(now, 20)
    make.villages(now, 50)
    run = start(now, leaves)
    commands.advance(run.id, now=now)
    with monkeypatch.context() as broken:
        broken.setitem(portions._STATEMENTS, rules.RunKind.CLAIM, portions._CLAIM + " WHERE 1/0 = 1")
        assert commands.advance(run.id, now=now) is False
    run.refresh_from_db()
    assert (run.state, run.done, run.error) == ("parked", 400, "DataError: division by zero")
    assert Item.objects.count() == 400
    assert commands.advance(run.id, now=now) is False
    commands.run_again(run=run.id, by=SYSTEM, now=now)
    assert (work_off(run, now).state, Item.objects.count()) == ("finished", 1000)


def test_a_lost_database_parks_nothing(now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    leaves = make.template(now, 1)
    make.villages(now, 1)
    run = start(now, leaves)

    def lost(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("tongban.registers.catalogue.commands.runs.work_off", lost)
    with pytest.raises(OperationalError):
        commands.advance(run.id, now=now)
    run.refresh_from_db()
    assert run.state == "running"


def test_a_stopped_run_does_nothing_more(now: dt.datetime) -> None:
    leaves = make.template(now, 20)
    make.villages(now, 50)
    run = start(now, leaves)
    commands.advance(run.id, now=now)
    commands.stop(run=run.id, by=SYSTEM, now=now)
    assert commands.advance(run.id, now=now) is False
    assert Item.objects.count() == 400
    with pytest.raises(Conflict, match="run_not_parked"):
        commands.run_again(run=run.id, by=SYSTEM, now=now)
    with pytest.raises(Conflict, match="run_not_running"):
        commands.stop(run=run.id, by=SYSTEM, now=now)


def test_the_worker_advances_whatever_is_open(now: dt.datetime) -> None:
    leaves = make.template(now, 2)
    make.villages(now, 1)
    run = start(now, leaves)
    assert commands.advance_next(now=now) is False
    run.refresh_from_db()
    assert run.state == "finished"


@pytest.mark.parametrize(
    ("facts", "error", "code"),
    [
        ({"leaves": ["42012000100099"]}, NotFound, "catalogue.leaf_unknown"),
        ({"leaves": []}, Invalid, "catalogue.run_empty"),
        ({"where": Bodies("421000000000")}, Invalid, "catalogue.run_empty"),
    ],
)
def test_a_run_over_nothing_is_not_started(
    now: dt.datetime, facts: dict[str, object], error: type[Exception], code: str
) -> None:
    leaves = make.template(now, 1)
    make.villages(now, 1)
    with pytest.raises(error, match=code):
        start(now, **{"leaves": leaves} | facts)  # type: ignore[arg-type]
    assert Run.objects.count() == 0


def test_claiming_and_publishing_at_once_needs_both_rights(now: dt.datetime) -> None:
    leaves = make.template(now, 1)
    make.villages(now, 1)
    editor = Actor(None, "item_editor", grants=(Grant("catalogue.claim", make.CITY, "420999999999"),))
    with pytest.raises(NotAllowed):
        start(now, leaves, by=editor, publish=True)
    assert start(now, leaves, by=editor).state == "running"
