"""Proofs that anybody can check with `rules.proof` (or the recipe in the README) and the public key alone."""

from typing import Any

from tongban.foundation.audit.models import JournalRow, Node, TreeHead
from tongban.foundation.audit.rules import merkle, proof
from tongban.foundation.audit.rules.head import SignedHead
from tongban.foundation.kernel.errors import Conflict, NotFound


def find_last_head() -> SignedHead | None:
    """The head over the longest log."""
    row = TreeHead.objects.order_by("-size").first()
    return _head(row) if row else None


def find_head(size: int) -> SignedHead | None:
    """The head over exactly `size` leaves."""
    row = TreeHead.objects.filter(size=size).first()
    return _head(row) if row else None


def inclusion_proof(row: JournalRow) -> dict[str, Any]:
    """That the row stands in the log under its last head, as JSON values. Raises Conflict (`audit_not_sealed_yet`)."""
    head = find_last_head()
    if head is None or row.leaf_index is None or row.leaf_index >= head.size:
        raise Conflict("audit_not_sealed_yet", row_id=str(row.id))
    path = _prove(merkle.inclusion_ranges(row.leaf_index, head.size))
    return proof.export_inclusion(body=bytes(row.body), index=row.leaf_index, head=head, path=path)


def consistency_proof(old_size: int, new_size: int) -> dict[str, Any]:
    """That the log of `old_size` leaves is the beginning of that of `new_size`, as JSON values.

    Raises NotFound (`audit_head_unknown`) when no head was signed at one of these sizes.
    """
    old, new = _get_head(old_size), _get_head(new_size)
    return proof.export_consistency(old=old, new=new, path=_prove(merkle.consistency_ranges(old_size, new_size)))


def _get_head(size: int) -> SignedHead:
    head = find_head(size)
    if head is None:
        raise NotFound("audit_head_unknown", size=size)
    return head


def _prove(ranges: list[merkle.Range]) -> list[bytes]:
    positions = merkle.positions_of(ranges)
    nodes = Node.objects.filter(pk__in=sorted(positions)) if positions else []
    stored = {(node.level, node.index): bytes(node.hash) for node in nodes}
    if missing := positions - stored.keys():
        raise Conflict("audit_tree_damaged", missing=sorted(missing))
    return merkle.prove(ranges, stored)


def _head(row: TreeHead) -> SignedHead:
    return SignedHead(row.size, bytes(row.root), row.at, row.key_id, bytes(row.signature))
