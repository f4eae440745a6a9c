"""The list 证明取消 and its history; qualifications that were merged."""

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.registers.catalogue.commands import proofs as commands
from tongban.registers.catalogue.queries import proofs
from tongban.registers.catalogue.tests import make
from tongban.registers.catalogue.tests.books import audits

pytestmark = pytest.mark.django_db
MERGED = {"merged": ["二级建造师（甲类）", "二级建造师（乙类）"], "into": "二级建造师", "document": "样例文 1 号"}


def cancel(now, name="无犯罪记录证明", region=make.PROVINCE):
    told = {"name": name, "aliases": ["无犯罪证明"], "basis": "样例文 2 号", "cancelled_on": now.date()}
    return commands.cancel_proof(region=region, **told, by=SYSTEM, now=now)


def names(region):
    return [row.name for row in proofs.list_proofs(region=region)]


@pytest.mark.req("CAT-17", part="证明取消: the list and what joined and left it, by which document")
def test_the_list_of_cancelled_proofs_loses_what_is_restored_and_keeps_why(now):
    cancel(now)
    cancel(now, "未婚证明", make.COUNTY)
    assert (names(make.PROVINCE), proofs.count_proofs(region=make.COUNTY)) == (["无犯罪记录证明", "未婚证明"], 2)
    told = {"region": make.PROVINCE, "name": "无犯罪记录证明", "basis": "样例法第 3 条", "restored_on": now.date()}
    commands.restore_proof(**told, by=SYSTEM, now=now)
    assert (names(make.COUNTY), names("421000000000")) == (["未婚证明"], [])
    changes = [(row.name, row.joined, row.basis) for row in proofs.list_proof_changes(region=make.COUNTY)]
    assert changes == [
        ("无犯罪记录证明", False, "样例法第 3 条"),
        ("未婚证明", True, "样例文 2 号"),
        ("无犯罪记录证明", True, "样例文 2 号"),
    ]
    assert audits("catalogue.proof_restored") == 1


def test_what_is_not_on_the_list_cannot_be_restored(now):
    cancel(now)
    with pytest.raises(NotFound, match=r"catalogue\.proof_unknown"):
        commands.restore_proof(
            region=make.COUNTY, name="无犯罪记录证明", basis="样例", restored_on=now.date(), by=SYSTEM, now=now
        )
    assert len(proofs.list_proof_changes(region=make.PROVINCE)) == 1


@pytest.mark.req("CAT-18", part="merged qualifications: which became which, document and day")
def test_merged_qualifications_are_recorded_once_and_counted(now):
    told = MERGED | {"region": make.PROVINCE, "merged_on": now.date(), "by": SYSTEM, "now": now}
    commands.record_merger(**told)
    with pytest.raises(Conflict, match=r"catalogue\.merger_stands_already"):
        commands.record_merger(**told | {"merged": ["甲", "乙", "丙"]})
    (row,) = proofs.list_mergers(region=make.COUNTY)
    assert (row.merged, row.into, row.document, row.merged_on) == (
        MERGED["merged"], "二级建造师", "样例文 1 号", now.date(),
    )  # fmt: skip
    assert proofs.count_merged(region=make.COUNTY) == proofs.Merged(2, 1)


def test_one_qualification_alone_is_no_merger(now):
    told = MERGED | {"merged": ["甲", " 甲 "], "region": make.PROVINCE, "merged_on": now.date()}
    with pytest.raises(Invalid, match=r"catalogue\.merger_of_one"):
        commands.record_merger(**told, by=SYSTEM, now=now)
    assert proofs.list_mergers(region=make.PROVINCE) == []
