"""The sealer: gives new rows their place in the log and signs the head over them, one transaction per batch."""

import datetime as dt
import json
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from tongban.foundation.audit.rules import merkle
from tongban.foundation.audit.rules.head import SignedHead
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.keys.signing import Signer
from tongban.foundation.routing.guard import fan_out_allowed

SEALER = "sealer"
BATCH = 10_000

_LOCK = "SELECT size FROM audit_sealing WHERE id = 1 FOR UPDATE"
_FIRST = "INSERT INTO audit_sealing (id, size) VALUES (1, 0) ON CONFLICT DO NOTHING"
_UNSEALED = "SELECT id, bucket, body FROM audit_journalrow WHERE leaf_index IS NULL ORDER BY id LIMIT %s"
_SUBTREES = """
    SELECT node.hash FROM unnest(%s::int[], %s::bigint[]) WITH ORDINALITY AS wanted (level, index, place)
    JOIN audit_node node ON node.level = wanted.level AND node.index = wanted.index ORDER BY wanted.place
"""
_MARK = """
    UPDATE audit_journalrow AS entry SET leaf_index = fresh.leaf_index
    FROM unnest(%s::uuid[], %s::int[], %s::bigint[]) AS fresh (id, bucket, leaf_index)
    WHERE entry.id = fresh.id AND entry.bucket = fresh.bucket AND entry.leaf_index IS NULL
"""
_STORE = "COPY audit_node (level, index, hash, row_id) FROM STDIN (FORMAT BINARY)"
_HEAD = "INSERT INTO audit_treehead (size, root, at, key_id, signature) VALUES (%s, %s, %s, %s, %s)"

Fresh = Sequence[tuple[uuid.UUID, int, bytes]]


@dataclass(frozen=True, slots=True)
class SealReport:
    """What one batch did: how many rows it sealed, how many the log has now, and the head it signed, if any."""

    sealed: int
    size: int
    head: SignedHead | None = None


def seal(
    *, signer: Signer, now: dt.datetime, limit: int = BATCH, anchors: Path | None = None, using: str = SEALER
) -> SealReport:
    """Afterwards up to `limit` more rows, oldest first, stand in the log under a head signed by `signer`.

    One sealer works at a time, others wait for it; a sealer that dies leaves nothing half done. `anchors` names the
    file outside the database that keeps a head a minute (`anchor`). More rows wait while `sealed == limit`.

    Raises Conflict (`audit_tree_damaged`) when the stored subtrees are not those of the last signed head, OSError when
    the anchor cannot be written (the batch is sealed all the same).
    """
    with (
        fan_out_allowed("the sealer takes new rows of every holder"),
        transaction.atomic(using=using),
        connections[using].cursor() as cursor,
    ):
        size = _lock(cursor)
        cursor.execute(_UNSEALED, [limit])
        fresh: Fresh = cursor.fetchall()
        if not fresh:
            return SealReport(sealed=0, size=size)
        edge = _right_edge(cursor, size)
        _place(cursor, edge, fresh)
        head = _sign(cursor, edge, signer, now)
    if anchors is not None:
        anchor(head, file=anchors)
    return SealReport(sealed=len(fresh), size=head.size, head=head)


def _lock(cursor: Any) -> int:
    """The size of the log, whose row stays locked until the transaction ends."""
    cursor.execute(_LOCK)
    locked = cursor.fetchone()
    if locked is None:
        cursor.execute(_FIRST)
        cursor.execute(_LOCK)
        locked = cursor.fetchone()
    return int(locked[0])


def _right_edge(cursor: Any, size: int) -> merkle.RightEdge:
    """The log as it is stored; refused when it is not what was signed last: a sealer never signs over damage."""
    positions = merkle.subtrees_of((0, size))
    cursor.execute(_SUBTREES, [[level for level, _ in positions], [index for _, index in positions]])
    edge = merkle.RightEdge(size=size, subtrees=[row[0] for row in cursor.fetchall()])
    cursor.execute("SELECT size, root FROM audit_treehead ORDER BY size DESC LIMIT 1")
    last = cursor.fetchone() or (0, merkle.SM3.empty())
    if (size, edge.root()) != tuple(last):
        raise Conflict("audit_tree_damaged", size=size, last_head=last[0])
    return edge


def _place(cursor: Any, edge: merkle.RightEdge, fresh: Fresh) -> None:
    """Gives each row the next leaf index and stores every subtree that this completes."""
    first = edge.size
    ids, buckets, bodies = zip(*fresh, strict=True)
    subtrees = [subtree for body in bodies for subtree in edge.append(merkle.SM3.leaf(body))]
    cursor.execute(_MARK, [list(ids), list(buckets), list(range(first, edge.size))])
    if cursor.rowcount != len(fresh):
        raise Conflict("audit_rows_moved", expected=len(fresh), found=cursor.rowcount)
    with cursor.copy(_STORE) as copy:
        copy.set_types(["int2", "int8", "bytea", "uuid"])
        for level, index, digest in subtrees:
            copy.write_row((level, index, digest, ids[index - first] if level == 0 else None))


def _sign(cursor: Any, edge: merkle.RightEdge, signer: Signer, now: dt.datetime) -> SignedHead:
    unsigned = SignedHead(size=edge.size, root=edge.root(), at=now, key_id=signer.key_id)
    head = unsigned.signed(signer.sign(unsigned.message()))
    cursor.execute(_HEAD, [head.size, head.root, head.at, head.key_id, head.signature])
    cursor.execute("UPDATE audit_sealing SET size = %s WHERE id = 1", [head.size])
    return head


def anchor(head: SignedHead, *, file: Path) -> bool:
    """Afterwards `file` ends with `head`, one JSON line, unless its last one is less than a minute older.

    Returns whether a line was written. A line torn by a crash is closed first and stays unreadable. Raises OSError.
    """
    with open(file, "ab+") as kept:
        kept.seek(max(0, kept.tell() - 4096))
        tail = kept.read()
        if _is_recent(tail, head.at):
            return False
        line = json.dumps(head.exported(), sort_keys=True) + "\n"
        kept.write(("" if tail.endswith(b"\n") or not tail else "\n").encode() + line.encode())
        kept.flush()
        os.fsync(kept.fileno())
    return True


def _is_recent(tail: bytes, now: dt.datetime) -> bool:
    try:
        last = dt.datetime.fromisoformat(json.loads(tail.splitlines()[-1])["at"])
        return abs(now - last) < dt.timedelta(minutes=1)
    except (IndexError, ValueError, KeyError, TypeError):
        return False
