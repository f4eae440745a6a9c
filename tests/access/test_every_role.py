"""Every role against every command and query: allowed exactly where its actions say so, and refusals change nothing."""

from functools import cache

import pytest
from django.db import connection, transaction

from tests.access.kinds import County, Guarded
from tests.access.surface import all_entries, functions
from tests.access.world import actor
from tongban.foundation.kernel.actor import VISITOR, Actor
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.registers.access import queries

ENTRIES = all_entries()
GUARDED = {key: entry for key, entry in ENTRIES.items() if isinstance(entry, Guarded)}
MAY_BE_WRITTEN = ("audit_journalrow", "access_signinattempts")
_TABLES = "SELECT array_agg(relid) FROM pg_stat_xact_user_tables WHERE relname <> ALL(%s)"
# What `pg_stat_xact_user_tables` sums up, without joining the whole catalogue at each of a hundred questions a test.
_WRITTEN = """
SELECT sum(pg_stat_get_xact_tuples_inserted(relid) + pg_stat_get_xact_tuples_updated(relid)
    + pg_stat_get_xact_tuples_deleted(relid)) FROM unnest(%s::oid[]) relid
"""


@cache
def tables() -> list[int]:
    """Every table but journal and throttle."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [list(MAY_BE_WRITTEN)])
        return list(cursor.fetchone()[0])


def written() -> int:
    """Rows written in this transaction so far, those undone since included; journal and throttle left out."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [tables()])
        return int(cursor.fetchone()[0])


def is_allowed(entry: Guarded, by: Actor, place: County) -> bool:
    """Whether the call goes through; it is undone. A refusal that wrote something fails the test."""
    before, point = written(), transaction.savepoint()
    try:
        answer = entry.call(by, place)
        return bool(answer) or not entry.hides
    except (NotAllowed, NotFound) as refusal:
        if isinstance(refusal, NotFound) and not entry.hides:
            raise
        if written() != before:
            raise AssertionError("a refusal wrote") from refusal
        return False
    finally:
        transaction.savepoint_rollback(point)


@pytest.mark.req("REG-03", part="every command and query has an entry")
def test_every_command_and_query_has_an_entry():
    assert set(functions()) - set(ENTRIES) == set(), "say in tests/access/entries/ who may call these"
    assert set(ENTRIES) - set(functions()) == set(), "these are gone"


@pytest.mark.req("REG-03", part="every role against every command and query")
@pytest.mark.parametrize("key", GUARDED)
def test_a_role_may_exactly_what_its_actions_say(world, key):
    entry, (own, sibling) = GUARDED[key], world
    wrong = []
    for role in queries.list_roles().values():
        may = bool(set(role.actions) & set(entry.actions))
        beyond, at_another_body = may and entry.anywhere, may and (entry.anywhere or entry.of_region)
        everywhere, elsewhere = actor(role, own.region), actor(role, own.region, own.rows["other"])
        outcomes = (is_allowed(entry, everywhere, own), is_allowed(entry, everywhere, sibling))
        if (*outcomes, is_allowed(entry, elsewhere, own)) != (may, beyond, at_another_body):
            wrong.append((role.code, outcomes))
    assert wrong == []


@pytest.mark.parametrize("key", GUARDED)
def test_a_visitor_may_nothing(world, key):
    assert not is_allowed(GUARDED[key], VISITOR, world[0])


def test_a_citizen_has_no_grants():
    assert [role.code for role in queries.list_roles().values() if role.face == "portal" and role.actions] == []


def test_each_action_says_what_it_guards():
    guarded = {
        code: {key for key, entry in GUARDED.items() if code in entry.actions} for code in queries.list_actions()
    }
    assert {code: set(action.guards) for code, action in queries.list_actions().items()} == guarded


def test_no_entry_asks_for_an_action_that_nobody_defined():
    assert {code for entry in GUARDED.values() for code in entry.actions} - set(queries.list_actions()) == set()
