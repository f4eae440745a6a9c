"""Every way to tamper with the journal, and the name each one gets: 7 rows under heads of 3, 6 and 7 leaves."""

import datetime as dt
from dataclasses import replace

import pytest

from tongban.foundation.audit import commands as audit
from tongban.foundation.audit import queries
from tongban.foundation.audit.models import TreeHead
from tongban.foundation.audit.rules.merkle import SM3
from tongban.foundation.audit.tests.make import found, journal, recorded, sealed, tamper, verified
from tongban.foundation.keys.folder import KeyFolder

pytestmark = [pytest.mark.django_db, pytest.mark.req("NFR-05"), pytest.mark.req("SEC-04", part="audit chain")]


@pytest.fixture
def rows(now, signer):
    return sealed(7, now, signer)


@pytest.fixture
def anchors(rows):
    return [queries.find_head(3), queries.find_head(7)]


def test_an_untouched_log_is_sound(rows, anchors, keys):
    verification = verified(keys, anchors)
    assert verification.is_sound
    assert (verification.size, verification.rows, verification.heads, verification.anchors) == (7, 7, 3, 2)
    assert (verification.unsealed, verification.unsealed_since) == (0, None)


def test_an_empty_log_is_sound(keys):
    assert verified(keys).is_sound


def test_unsealed_rows_are_counted_and_late_after_a_minute(rows, keys, now):
    recorded(2, now)
    verification = verified(keys)
    assert (verification.is_sound, verification.unsealed, verification.unsealed_since) == (True, 2, now)
    assert not verification.is_late(now + dt.timedelta(seconds=60))
    assert verification.is_late(now + dt.timedelta(seconds=61))


@pytest.mark.parametrize("byte", [0, 50, -1])
def test_one_changed_byte_of_a_body(rows, keys, byte):
    body = bytearray(rows[4].body)
    body[byte] ^= 1
    tamper("UPDATE audit_journalrow SET body = %s WHERE leaf_index = 4", bytes(body))
    assert found(verified(keys)) == [("row_changed", {"row_id": rows[4].id, "leaf": 4})]


@pytest.mark.parametrize("column", ["bucket", "at", "action", "account", "role", "organisation", "region", "subject"])
def test_one_changed_column(rows, keys, column):
    values = {"bucket": "bucket # 1", "at": "at + interval '1 us'", "account": f"'{rows[0].id}'"}
    tamper(f"UPDATE audit_journalrow SET {column} = {values.get(column, repr('x'))} WHERE leaf_index = 4")
    assert found(verified(keys)) == [("column_changed", {"row_id": rows[4].id, "leaf": 4, "columns": [column]})]


def test_a_deleted_row(rows, keys):
    tamper("DELETE FROM audit_journalrow WHERE leaf_index = 4")
    assert found(verified(keys)) == [("row_missing", {"row_id": rows[4].id, "leaf": 4})]


def test_a_deleted_row_with_its_hash(rows, keys, now):
    tamper("DELETE FROM audit_journalrow WHERE leaf_index = 4")
    tamper("DELETE FROM audit_node WHERE level = 0 AND index = 4")
    assert found(verified(keys)) == [
        ("leaves_missing", {"first": 4, "last": 4}),
        ("head_differs", {"size": 6, "at": now + dt.timedelta(minutes=1), "last_good": 3, "heads": 2}),
    ]


def test_a_changed_row_with_its_hash(rows, keys, now):
    tamper("UPDATE audit_journalrow SET body = 'x' WHERE leaf_index = 4")
    tamper("UPDATE audit_node SET hash = %s WHERE level = 0 AND index = 4", SM3.leaf(b"x"))
    assert found(verified(keys)) == [
        ("column_changed", {"row_id": rows[4].id, "leaf": 4, "columns": ["body"]}),
        ("node_changed", {"first": 4, "last": 5}),
        ("head_differs", {"size": 6, "at": now + dt.timedelta(minutes=1), "last_good": 3, "heads": 2}),
    ]


def cut_after(size):
    tamper("DELETE FROM audit_journalrow WHERE leaf_index >= %s", size)
    tamper("DELETE FROM audit_node WHERE ((index + 1) << level) > %s", size)
    tamper("DELETE FROM audit_treehead WHERE size > %s", size)
    tamper("UPDATE audit_sealing SET size = %s", size)


def test_a_cut_tail_is_found_by_an_anchored_head_alone(rows, anchors, keys):
    cut_after(3)
    assert verified(keys).is_sound
    assert found(verified(keys, anchors)) == [("tail_cut", {"size": 7, "at": anchors[1].at, "ends": 3})]


def test_a_tail_cut_below_its_heads(rows, keys):
    tamper("DELETE FROM audit_journalrow WHERE leaf_index >= 5")
    tamper("DELETE FROM audit_node WHERE level = 0 AND index >= 5")
    assert [fault for fault, _ in found(verified(keys))] == ["leaves_missing", "head_differs"]


def rebuilt_with(signer, now, rows):
    """Everything computed anew over one changed row."""
    forged = bytes(rows[1].body).replace(b'"purpose":""', b'"purpose":"x"')
    tamper("UPDATE audit_journalrow SET leaf_index = NULL")
    tamper("UPDATE audit_journalrow SET body = %s WHERE id = %s", forged, rows[1].id)
    tamper("DELETE FROM audit_node")
    tamper("DELETE FROM audit_treehead")
    tamper("DELETE FROM audit_sealing")
    while audit.seal(signer=signer, now=now, limit=3, using="default").sealed:
        pass


def test_a_log_rebuilt_with_the_key_is_found_by_an_anchored_head_alone(rows, anchors, keys, signer, now):
    rebuilt_with(signer, now, rows)
    assert verified(keys).is_sound
    assert found(verified(keys, anchors)) == [("rebuilt", {"size": 3, "at": anchors[0].at, "last_good": 0, "heads": 2})]


def test_anchoring_the_rebuilt_log_too_hides_nothing(rows, anchors, keys, signer, now):
    rebuilt_with(signer, now, rows)
    told = found(verified(keys, [*anchors, queries.find_head(3), queries.find_head(7)]))
    assert [(fault, facts["size"]) for fault, facts in told] == [("rebuilt", 3), ("rebuilt", 7)]


def test_a_cut_tail_grown_again(rows, anchors, keys, signer, now):
    cut_after(3)
    sealed(9, now, signer)
    assert verified(keys).is_sound
    assert found(verified(keys, anchors)) == [
        ("rebuilt", {"size": 7, "at": anchors[1].at, "last_good": 3, "heads": 1}),
    ]


def test_a_log_rebuilt_with_another_key(rows, keys, now, tmp_path):
    rebuilt_with(KeyFolder(tmp_path / "other").signer("audit-head"), now, rows)
    assert found(verified(keys)) == [
        ("head_forged", {"size": size, "at": now, "key_id": "audit-head/1"}) for size in (3, 6, 7)
    ]


def test_a_log_rebuilt_with_a_key_of_another_name(rows, keys, now, tmp_path):
    rebuilt_with(KeyFolder(tmp_path / "other").signer("mine"), now, rows)
    assert [fault for fault, _ in found(verified(keys))] == ["head_key_unknown"] * 3


def test_a_tree_rebuilt_under_the_old_heads(rows, keys, now, signer):
    heads = list(TreeHead.objects.order_by("size"))
    rebuilt_with(signer, now, rows)
    for head in heads:
        head.save()
    assert found(verified(keys)) == [("head_differs", {"size": 3, "at": now, "last_good": 0, "heads": 3})]


def test_swapped_rows(rows, keys):
    tamper("UPDATE audit_journalrow SET leaf_index = 7 - leaf_index WHERE leaf_index IN (2, 5)")
    assert found(verified(keys)) == [
        ("row_misplaced", {"row_id": rows[5].id, "leaf": 2, "expected": rows[2].id}),
        ("row_misplaced", {"row_id": rows[2].id, "leaf": 5, "expected": rows[5].id}),
    ]


def test_a_changed_signature(rows, keys, now):
    head = queries.find_head(6)
    tamper("UPDATE audit_treehead SET signature = %s WHERE size = 6", queries.find_head(3).signature)
    assert found(verified(keys)) == [("head_forged", {"size": 6, "at": head.at, "key_id": "audit-head/1"})]


@pytest.mark.parametrize("change", ["at = at - interval '1 day'", "key_id = 'audit-head/1 '"])
def test_a_changed_claim_of_a_head(rows, keys, change):
    tamper(f"UPDATE audit_treehead SET {change} WHERE size = 6")
    [(fault, facts)] = found(verified(keys))
    assert (fault, facts["size"]) == ("head_key_unknown" if "key_id" in change else "head_forged", 6)


def test_a_changed_root_is_told_once(rows, keys):
    head = queries.find_head(6)
    tamper("UPDATE audit_treehead SET root = '\\x00' WHERE size = 6")
    assert found(verified(keys)) == [
        ("head_forged", {"size": 6, "at": head.at, "key_id": "audit-head/1"}),
        ("head_differs", {"size": 6, "at": head.at, "last_good": 3, "heads": 1}),
    ]


def test_a_head_deleted_after_it_was_anchored(rows, anchors, keys):
    tamper("DELETE FROM audit_treehead WHERE size = 3")
    assert found(verified(keys, anchors)) == [("head_missing", {"size": 3, "at": anchors[0].at})]


def test_the_last_head_deleted(rows, keys):
    tamper("DELETE FROM audit_treehead WHERE size = 7")
    assert found(verified(keys)) == [
        ("row_surplus", {"row_id": rows[6].id, "leaf": 6}),
        ("node_surplus", {"first": 6, "last": 6}),
        ("sealer_astray", {"size": 6, "counted": 7}),
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [("UPDATE audit_node SET hash = '\\x00'", "node_changed"), ("DELETE FROM audit_node", "node_missing")],
)
@pytest.mark.parametrize(("level", "index", "first", "last"), [(1, 1, 2, 3), (2, 0, 0, 3)])
def test_a_hash_of_the_tree_changed_or_gone(rows, keys, change, fault, level, index, first, last):
    tamper(f"{change} WHERE level = %s AND index = %s", level, index)
    assert found(verified(keys)) == [(fault, {"first": first, "last": last})]


def test_the_hash_of_a_leaf_gone(rows, keys):
    tamper("DELETE FROM audit_node WHERE level = 0 AND index = 4")
    assert found(verified(keys)) == [("node_missing", {"first": 4, "last": 4})]


@pytest.mark.parametrize("leaf", [-1, 4, 7, 10**12])
def test_a_row_that_claims_a_leaf(rows, keys, now, leaf):
    new = recorded(1, now)[-1]
    tamper("UPDATE audit_journalrow SET leaf_index = %s WHERE leaf_index IS NULL", leaf)
    assert found(verified(keys)) == [("row_surplus", {"row_id": new.id, "leaf": leaf})]


def test_a_forged_anchor_says_nothing_about_the_log(rows, anchors, keys):
    forged = replace(anchors[1], size=9)
    assert found(verified(keys, [forged])) == [
        ("anchor_forged", {"size": 9, "at": forged.at, "key_id": "audit-head/1"})
    ]


def test_a_thousand_faults_are_counted_and_twenty_named(keys, now, signer):
    sealed(30, now, signer, batch=30)
    tamper("UPDATE audit_journalrow SET body = 'x'")
    verification = verified(keys)
    assert verification.counts == {"row_changed": 30}
    assert len(verification.findings) == 20


def test_a_retired_key_still_verifies_its_heads(now, tmp_path):
    keys = KeyFolder(tmp_path / "keys")
    sealed(3, now, keys.signer("audit-head"))
    keys.rotate("audit-head")
    sealed(3, now, keys.signer("audit-head"))
    assert {head.key_id for head in TreeHead.objects.all()} == {"audit-head/1", "audit-head/2"}
    assert verified(keys).is_sound
    assert len(journal()) == 6


def test_stretches_join_without_a_seam(rows, anchors, keys, monkeypatch):
    monkeypatch.setattr(queries.verification, "STRETCH", 2)
    assert verified(keys, anchors).is_sound
    tamper("DELETE FROM audit_node WHERE level = 1 AND index = 1")
    assert found(verified(keys)) == [("node_missing", {"first": 2, "last": 3})]
