"""Proofs as they leave the house, and their check by somebody who has nothing but the proof and the public key."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tongban.foundation.audit.rules import merkle
from tongban.foundation.audit.rules.head import SignedHead, read_head
from tongban.foundation.kernel.errors import Invalid

INCLUSION = "tongban-audit-inclusion"
CONSISTENCY = "tongban-audit-consistency"
VERSION = 1

Signed = Callable[[SignedHead], bool]
"""True when a head's signature is one of the platform's keys."""


def export_inclusion(*, body: bytes, index: int, head: SignedHead, path: Sequence[bytes]) -> dict[str, Any]:
    """That `body` is leaf `index` of the log under `head`."""
    return {
        "kind": INCLUSION,
        "version": VERSION,
        "body": body.decode(),
        "leaf_index": index,
        "path": [digest.hex() for digest in path],
        "head": head.exported(),
    }


def export_consistency(*, old: SignedHead, new: SignedHead, path: Sequence[bytes]) -> dict[str, Any]:
    """That the log under `old` is the beginning of the log under `new`."""
    return {
        "kind": CONSISTENCY,
        "version": VERSION,
        "path": [digest.hex() for digest in path],
        "old": old.exported(),
        "new": new.exported(),
    }


def holds(told: Mapping[str, Any], signed: Signed) -> bool:
    """True when the exported proof is right and its heads are signed. Raises Invalid (`audit_proof_unreadable`)."""
    try:
        path = [bytes.fromhex(digest) for digest in told["path"]]
        if told["kind"] == INCLUSION:
            return _inclusion_holds(told, path, signed)
        if told["kind"] == CONSISTENCY:
            return _consistency_holds(read_head(told["old"]), read_head(told["new"]), path, signed)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("audit_proof_unreadable") from error
    raise Invalid("audit_proof_unreadable")


def _inclusion_holds(told: Mapping[str, Any], path: list[bytes], signed: Signed) -> bool:
    head = read_head(told["head"])
    leaf, index = merkle.SM3.leaf(told["body"].encode()), told["leaf_index"]
    return signed(head) and merkle.includes(leaf=leaf, index=index, size=head.size, proof=path, root=head.root)


def _consistency_holds(old: SignedHead, new: SignedHead, path: list[bytes], signed: Signed) -> bool:
    extends = merkle.extends(old=old.size, old_root=old.root, new=new.size, new_root=new.root, proof=path)
    return extends and signed(old) and signed(new)
