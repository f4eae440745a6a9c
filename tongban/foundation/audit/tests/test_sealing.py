import datetime as dt
import json
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tongban.foundation.audit import commands as audit
from tongban.foundation.audit import queries
from tongban.foundation.audit.commands.sealing import anchor
from tongban.foundation.audit.models import Node, Sealing, TreeHead
from tongban.foundation.audit.rules import merkle
from tongban.foundation.audit.rules.head import SignedHead
from tongban.foundation.audit.tests.make import found, journal, loaded, recorded, sealed, tamper, verified
from tongban.foundation.kernel.errors import Conflict

MINUTE = dt.timedelta(minutes=1)


@pytest.mark.django_db
def test_nothing_new_signs_nothing(now, signer):
    assert audit.seal(signer=signer, now=now, using="default") == audit.SealReport(sealed=0, size=0, head=None)
    assert TreeHead.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.req("NFR-05")
def test_a_batch_takes_the_oldest_rows_and_signs_the_root_over_all(now, signer, keys):
    rows = recorded(5, now)
    audit.seal(signer=signer, now=now, limit=2, using="default")
    report = audit.seal(signer=signer, now=now + MINUTE, limit=2, using="default")
    assert [(row.id, row.leaf_index) for row in journal()] == [
        (row.id, index) for row, index in zip(rows, [0, 1, 2, 3, None], strict=True)
    ]
    root = merkle.root_of(merkle.SM3.leaf(bytes(row.body)) for row in rows[:4])
    assert (report.sealed, report.size, report.head.root, report.head.at) == (2, 4, root, now + MINUTE)
    assert keys.verifier("audit-head", report.head.key_id).verify(report.head.message(), report.head.signature)
    assert [head.size for head in TreeHead.objects.order_by("size")] == [2, 4]


@pytest.mark.django_db
def test_each_complete_subtree_is_stored_once(now, signer):
    rows = sealed(7, now, signer)
    assert sorted(Node.objects.values_list("level", "index")) == [
        *((0, index) for index in range(7)),
        *((1, index) for index in range(3)),
        (2, 0),
    ]
    assert [node.row_id for node in Node.objects.filter(level=0).order_by("index")] == [row.id for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "damage",
    ["UPDATE audit_node SET hash = '\\x00' WHERE level = 2", "DELETE FROM audit_node", "DELETE FROM audit_treehead"],
)
def test_a_sealer_never_signs_over_a_damaged_tree(now, signer, damage):
    sealed(7, now, signer)
    recorded(1, now)
    tamper(damage)
    with pytest.raises(Conflict) as refusal:
        audit.seal(signer=signer, now=now, using="default")
    assert refusal.value.code == "audit_tree_damaged"
    assert journal()[-1].leaf_index is None
    assert Sealing.objects.get().size == 7


@pytest.mark.django_db
def test_a_signer_that_fails_leaves_the_rows_unsealed(now, signer):
    class Broken:
        key_id, public_key = "audit-head/1", b""

        def sign(self, message):
            raise OSError("no device")

    recorded(2, now)
    with pytest.raises(OSError, match="no device"):
        audit.seal(signer=Broken(), now=now, using="default")
    assert [row.leaf_index for row in journal()] == [None, None]
    assert Node.objects.count() == 0


def statements_of(seal):
    with CaptureQueriesContext(connection) as statements:
        seal()
    return len(statements)


@pytest.mark.django_db
def test_a_batch_takes_as_many_statements_for_one_row_as_for_a_thousand(now, signer):
    seal = partial(audit.seal, signer=signer, now=now, using="default")
    sealed(1, now, signer)
    recorded(1, now)
    few = statements_of(seal)
    loaded(1_000, now)
    assert statements_of(seal) == few


@pytest.mark.django_db
def test_more_than_a_thousand_rows_a_second_are_sealed(now, signer):
    """The short form of `tests/bench/test_audit_sealing.py`."""
    loaded(3_000, now)
    began = time.perf_counter()
    assert audit.seal(signer=signer, now=now, using="default").sealed == 3_000
    assert time.perf_counter() - began < 3


@pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
def test_four_sealers_at_once_leave_no_gap_and_no_double(now, signer, keys):
    recorded(300, now)

    def work(_):
        done = []
        while sealed_now := audit.seal(signer=signer, now=now, limit=7).sealed:
            done.append(sealed_now)
        connections.close_all()
        return sum(done)

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(work, range(4)))
    assert sum(shares) == 300
    assert [row.leaf_index for row in journal()] == list(range(300))
    assert (found(verified(keys)), verified(keys).size) == ([], 300)


def head_at(moment, size=1):
    return SignedHead(size=size, root=b"\x01", at=moment, key_id="audit-head/1", signature=b"\x02")


def test_heads_are_anchored_once_a_minute(now, tmp_path):
    file = tmp_path / "audit-heads.jsonl"
    moments = [now, now + dt.timedelta(seconds=59), now + MINUTE, now + MINUTE, now + 3 * MINUTE]
    written = [anchor(head_at(moment, size), file=file) for size, moment in enumerate(moments)]
    assert written == [True, False, True, False, True]
    assert [head.size for head in queries.read_anchors(file).heads] == [0, 2, 4]


def test_a_torn_anchor_is_closed_and_skipped(now, tmp_path):
    file = tmp_path / "audit-heads.jsonl"
    anchor(head_at(now), file=file)
    file.write_bytes(file.read_bytes() + b'{"at": "2026')
    anchor(head_at(now + MINUTE), file=file)
    assert queries.read_anchors(file) == queries.anchors.Anchors((head_at(now), head_at(now + MINUTE)), (2,))


@pytest.mark.parametrize("line", ["[]", "{}", "null", '{"size": "5"}', "\x00"])
def test_a_line_that_is_no_head_is_named(tmp_path, line):
    file = tmp_path / "heads"
    file.write_text(line + "\n")
    assert queries.read_anchors(file).unreadable == (1,)


def test_an_exported_head_is_read_back_exactly(now, tmp_path):
    file = tmp_path / "head"
    file.write_text(json.dumps(head_at(now).exported()) + "\n")
    assert queries.read_anchors(file).heads == (head_at(now),)


@pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
def test_sealing_anchors_the_head_it_committed(now, signer, tmp_path):
    recorded(2, now)
    report = audit.seal(signer=signer, now=now, anchors=tmp_path / "heads")
    assert queries.read_anchors(tmp_path / "heads").heads == (report.head,)
