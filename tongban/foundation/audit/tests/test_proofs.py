import json

import gmssl_pyx
import pytest

from tongban.foundation.audit import queries
from tongban.foundation.audit.rules.proof import holds
from tongban.foundation.audit.tests.make import recorded, sealed, tamper
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.keys.signing import Sm2Verifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(signer):
    """What a stranger has: the public key."""
    verifier = Sm2Verifier(signer.public_key)
    return lambda head: verifier.verify(head.message(), head.signature)


@pytest.mark.req("NFR-05")
def test_every_row_can_be_proved_to_somebody_with_the_public_key_alone(now, signer, signed):
    for row in sealed(7, now, signer):
        told = json.loads(json.dumps(queries.inclusion_proof(row)))
        assert (told["leaf_index"], told["head"]["size"]) == (row.leaf_index, 7)
        assert holds(told, signed)


def test_a_proof_for_other_words_does_not_hold(now, signer, signed):
    told = queries.inclusion_proof(sealed(7, now, signer)[2])
    assert not holds({**told, "body": told["body"].replace("settings", "Settings")}, signed)
    assert not holds({**told, "leaf_index": 3}, signed)
    assert not holds({**told, "head": {**told["head"], "size": 8}}, signed)
    assert not holds(told, lambda head: False)


@pytest.mark.parametrize(("old", "new"), [(3, 6), (3, 7), (6, 7)])
def test_later_logs_extend_earlier_ones(now, signer, signed, old, new):
    sealed(7, now, signer)
    told = json.loads(json.dumps(queries.consistency_proof(old, new)))
    assert holds(told, signed)
    assert not holds({**told, "old": told["new"], "new": told["old"]}, signed)
    assert not holds(told, lambda head: head.size != old and signed(head))


def test_a_row_that_is_not_sealed_has_no_proof_yet(now, signer):
    sealed(3, now, signer)
    with pytest.raises(Conflict) as refusal:
        queries.inclusion_proof(recorded(1, now)[-1])
    assert refusal.value.code == "audit_not_sealed_yet"


def test_only_signed_sizes_are_compared(now, signer):
    sealed(7, now, signer)
    with pytest.raises(NotFound) as refusal:
        queries.consistency_proof(3, 5)
    assert (refusal.value.code, refusal.value.facts["size"]) == ("audit_head_unknown", 5)


def test_a_hole_in_the_stored_tree_is_named(now, signer):
    row = sealed(7, now, signer)[2]
    tamper("DELETE FROM audit_node WHERE level = 0 AND index = 3")
    with pytest.raises(Conflict) as refusal:
        queries.inclusion_proof(row)
    assert refusal.value.facts["missing"] == [(0, 3)]


@pytest.mark.parametrize("told", [{}, {"kind": "x", "path": []}, {"kind": "tongban-audit-inclusion", "path": [3]}])
def test_what_is_no_proof_is_refused(told, signed):
    with pytest.raises(Invalid) as refusal:
        holds(told, signed)
    assert refusal.value.code == "audit_proof_unreadable"


def test_the_recipe_of_the_readme_needs_nothing_of_ours(now, signer):
    """Steps 1 to 4, with another implementation of SM2 and SM3."""
    told = json.loads(json.dumps(queries.inclusion_proof(sealed(7, now, signer)[4])))
    head, i, n = told["head"], told["leaf_index"], told["head"]["size"] - 1
    r = gmssl_pyx.sm3_hash(b"\x00" + told["body"].encode())
    for p in map(bytes.fromhex, told["path"]):
        if i % 2 or i == n:
            r = gmssl_pyx.sm3_hash(b"\x01" + p + r)
            while i % 2 == 0 and i:
                i, n = i // 2, n // 2
        else:
            r = gmssl_pyx.sm3_hash(b"\x01" + r + p)
        i, n = i // 2, n // 2
    assert (n, r.hex()) == (0, head["root"])
    signature = bytes.fromhex(head.pop("signature"))
    message = json.dumps(head, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert gmssl_pyx.sm2_verify(signer.public_key[1:], message, signature)
