"""Bringing the derived lists up to date: membership follows from the facts, and each change is kept."""

import datetime as dt

from django.db import connection, transaction

from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue.commands.authority import READ, require
from tongban.registers.catalogue.queries.facts import FACTS, Scope
from tongban.registers.catalogue.queries.lists import PublicList, list_lists

EVERYWHERE = Scope("0" * 12)


@transaction.atomic
def refresh_lists(*, now: dt.datetime) -> dict[str, tuple[int, int]]:
    """Every list holds exactly the items whose facts put them there now; list → how many joined and left.

    One refresh at a time: a second one waits and finds nothing left to do.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalogue.lists'))")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.on_list")
        cursor.execute("CREATE TEMPORARY TABLE on_list (list text, item bigint) ON COMMIT DROP")
        chosen = " UNION ALL ".join(_choose(each) for each in list_lists().values())
        cursor.execute(
            "WITH wanted AS MATERIALIZED (" + FACTS.strip() + f" {chosen}) INSERT INTO on_list SELECT * FROM wanted",  # noqa: S608
            EVERYWHERE.parameters(now),
        )
        cursor.execute("ANALYZE on_list")
        cursor.execute(_JOIN, {"now": now})
        joined = dict(cursor.fetchall())
        cursor.execute(_LEAVE, {"now": now})
        left = dict(cursor.fetchall())
    return {code: (joined.get(code, 0), left.get(code, 0)) for code in list_lists()}


def refresh_now(*, region: str, by: Actor, now: dt.datetime) -> dict[str, tuple[int, int]]:
    """`refresh_lists`, at once, for somebody who watches over the region. Raises NotAllowed."""
    require(by, READ, region, by.organisation)
    return refresh_lists(now=now)


_JOIN = """
WITH joined AS (
    INSERT INTO catalogue_listmember (list, item, since)
    SELECT list, item, %(now)s FROM on_list ON CONFLICT (list, item) DO NOTHING RETURNING list, item
), told AS (
    INSERT INTO catalogue_listchange (list, item, joined, at) SELECT list, item, true, %(now)s FROM joined
)
SELECT list, count(*) FROM joined GROUP BY list
"""
_LEAVE = """
WITH gone AS (
    DELETE FROM catalogue_listmember member
    WHERE NOT EXISTS (SELECT FROM on_list WHERE on_list.list = member.list AND on_list.item = member.item)
    RETURNING list, item
), told AS (
    INSERT INTO catalogue_listchange (list, item, joined, at) SELECT list, item, false, %(now)s FROM gone
)
SELECT list, count(*) FROM gone GROUP BY list
"""


def _choose(wanted: PublicList) -> str:
    return f"SELECT '{wanted.code}', item FROM facts WHERE {wanted.rule}"  # noqa: S608 (lists.json is ours)
