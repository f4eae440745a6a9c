"""Every read of the journal for outsiders: rows by who may see them, proofs, verification."""

from tongban.foundation.audit.queries.anchors import ANCHORS, read_anchors
from tongban.foundation.audit.queries.proofs import consistency_proof, find_head, find_last_head, inclusion_proof
from tongban.foundation.audit.queries.rows import find_unsealed_since, get_row, list_rows, may_be_rewritten
from tongban.foundation.audit.queries.verification import verify

__all__ = [
    "ANCHORS",
    "consistency_proof",
    "find_head",
    "find_last_head",
    "find_unsealed_since",
    "get_row",
    "inclusion_proof",
    "list_rows",
    "may_be_rewritten",
    "read_anchors",
    "verify",
]
