"""Reads the journal from the first leaf to the last, a stretch at a time, and names what is wrong."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections, transaction

from tongban.foundation.audit.rules.entry import COLUMNS, Entry
from tongban.foundation.audit.rules.head import SignedHead
from tongban.foundation.audit.rules.verification import (
    Fault,
    Findings,
    Judge,
    StoredNode,
    Stretch,
    Verification,
    Walk,
)
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.signing import Verifier
from tongban.foundation.routing.guard import fan_out_allowed

STRETCH = 2_000

_STATE = """
    SELECT coalesce((SELECT max(size) FROM audit_treehead), 0), coalesce((SELECT size FROM audit_sealing), 0),
           count(*), min(at)
    FROM audit_journalrow WHERE leaf_index IS NULL
"""
_LAST_LEAF = """
    SELECT coalesce(greatest((SELECT max(leaf_index) FROM audit_journalrow WHERE leaf_index < %(size)s),
                             (SELECT max(index) FROM audit_node WHERE level = 0 AND index < %(size)s)), -1)
"""
_STRAY_ROWS = "SELECT id, leaf_index FROM audit_journalrow WHERE leaf_index < 0 OR leaf_index >= %(size)s ORDER BY 2, 1"
_STRAY_NODES = """
    SELECT node.level, node.index FROM generate_series(0, 62) AS levels (level)
    JOIN audit_node node ON node.level = levels.level AND node.index >= %(size)s::bigint >> levels.level ORDER BY 1, 2
"""
_ROWS = f"""
    SELECT leaf_index, {", ".join(COLUMNS)}, body FROM audit_journalrow
    WHERE leaf_index >= %(start)s AND leaf_index < %(end)s ORDER BY leaf_index, id
"""  # noqa: S608
_NODES = """
    SELECT node.level, node.index, node.hash, node.row_id FROM generate_series(0, 62) AS levels (level)
    JOIN audit_node node ON node.level = levels.level
     AND node.index >= %(start)s::bigint >> levels.level AND node.index < %(end)s::bigint >> levels.level
"""
_HEADS = """
    SELECT size, root, at, key_id, signature FROM audit_treehead
    WHERE size > %(start)s AND size <= %(end)s ORDER BY size
"""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _State:
    """The log when the verification begins: everything below `size` is settled, so it may grow meanwhile."""

    size: int
    ends: int
    unsealed: int
    unsealed_since: dt.datetime | None


def verify(
    *,
    verifier_of: Callable[[str], Verifier],
    anchors: Iterable[SignedHead] = (),
    progress: Progress = lambda done, total: None,
    using: str = "default",
) -> Verification:
    """Checks every sealed row, stored hash, signed head and anchor in bounded memory.

    `progress(done, total)` counts leaves. `verifier_of(key_id)` raises KeyTrouble for a key that is not here.
    `anchors` are heads exported earlier, read before this is called: a log cut short or built anew is found by them
    alone.
    """
    findings = Findings()
    find_verifier = cache(lambda key_id: _find_verifier(verifier_of, key_id))

    def judge(head: SignedHead) -> Fault | None:
        return _judge_signature(head, find_verifier(head.key_id))

    trusted = _trusted(anchors, judge, findings)
    with fan_out_allowed("a verification reads every holder's rows"), connections[using].cursor() as cursor:
        state = _read_state(cursor, findings, using)
        walk = Walk(judge, trusted, findings)
        for start in range(0, state.ends, STRETCH):
            walk.take(_read_stretch(cursor, start, min(start + STRETCH, state.ends)))
            progress(min(start + STRETCH, state.ends), state.ends)
        walk.finish(ends=state.ends, heads_beyond=_read_heads(cursor, state.ends, state.size))
    return Verification(
        size=state.size,
        rows=walk.rows,
        heads=walk.heads,
        anchors=sum(map(len, trusted.values())),
        unsealed=state.unsealed,
        unsealed_since=state.unsealed_since,
        findings=tuple(findings.kept),
        counts=dict(findings.counts),
    )


def _find_verifier(verifier_of: Callable[[str], Verifier], key_id: str) -> Verifier | None:
    try:
        return verifier_of(key_id)
    except KeyTrouble:
        return None


def _judge_signature(head: SignedHead, verifier: Verifier | None) -> Fault | None:
    if verifier is None:
        return Fault.HEAD_KEY_UNKNOWN
    return None if verifier.verify(head.message(), head.signature) else Fault.HEAD_FORGED


def _trusted(anchors: Iterable[SignedHead], judge: Judge, findings: Findings) -> dict[int, list[SignedHead]]:
    """The anchors by size, several where their roots differ: a log built anew may be anchored beside the old one.

    One that is not ours is a finding, and says nothing about the log.
    """
    trusted: dict[int, list[SignedHead]] = {}
    for head in anchors:
        if judge(head) is None:
            alike = trusted.setdefault(head.size, [])
            if head.root not in [other.root for other in alike]:
                alike.append(head)
        else:
            findings.add(Fault.ANCHOR_FORGED, size=head.size, at=head.at, key_id=head.key_id)
    return trusted


def _read_state(cursor: Any, findings: Findings, using: str) -> _State:
    """One snapshot of how far the log goes, with everything that claims to lie beyond its last head."""
    alone = not connections[using].in_atomic_block
    with transaction.atomic(using=using):
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(_STATE)
        size, counted, unsealed, since = cursor.fetchone()
        cursor.execute(_LAST_LEAF, {"size": size})
        ends = cursor.fetchone()[0] + 1
        cursor.execute(_STRAY_ROWS, {"size": size})
        for row_id, leaf in _each(cursor):
            findings.add(Fault.ROW_SURPLUS, row_id=row_id, leaf=leaf)
        cursor.execute(_STRAY_NODES, {"size": size})
        for level, index in _each(cursor):
            findings.add(Fault.NODE_SURPLUS, first=index << level, last=((index + 1) << level) - 1)
    if counted != size:
        findings.add(Fault.SEALER_ASTRAY, size=size, counted=counted)
    if ends < size:
        findings.add(Fault.LEAVES_MISSING, first=ends, last=size - 1)
    return _State(size, ends, unsealed, since)


def _each(cursor: Any) -> Iterable[tuple[Any, ...]]:
    while rows := cursor.fetchmany(1_000):
        yield from rows


def _read_stretch(cursor: Any, start: int, end: int) -> Stretch:
    bounds = {"start": start, "end": end}
    cursor.execute(_ROWS, bounds)
    entries: dict[int, list[Entry]] = {}
    for leaf, *columns in cursor.fetchall():
        entries.setdefault(leaf, []).append(Entry(*columns))
    cursor.execute(_NODES, bounds)
    nodes = {(level, index): StoredNode(digest, row_id) for level, index, digest, row_id in cursor.fetchall()}
    heads = {head.size: head for head in _read_heads(cursor, start, end)}
    return Stretch(start, end, entries, nodes, heads)


def _read_heads(cursor: Any, start: int, end: int) -> list[SignedHead]:
    cursor.execute(_HEADS, {"start": start, "end": end})
    return [SignedHead(*row) for row in cursor.fetchall()]
