"""Which leaf a record from elsewhere may be, and how it differs from it."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.registers.catalogue.queries import linking
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaves(now: dt.datetime) -> list[str]:
    """Three leaves for counties; the record is called 高龄津贴."""
    make.body(now)
    codes = [make.leaf(now, sequence=number).code for number in (1, 2, 3)]
    for code, name in zip(codes, ("高龄津贴发放", "高龄津贴", "取水许可"), strict=True):
        make.version(now, code, name=name)
    return codes


def found(text: str, now: dt.datetime) -> list[tuple[str, bool]]:
    rows = linking.list_candidates(make.BODY, text=text, actor=SYSTEM, at=now)
    return [(row.leaf, row.same) for row in rows]


def test_the_same_name_comes_first(now: dt.datetime, leaves: list[str]) -> None:
    assert found(" 高龄津贴 ", now) == [(leaves[1], True), (leaves[0], False)]
    assert found("高龄津贴发放（本区）", now) == [(leaves[1], False), (leaves[0], False)]
    assert found(leaves[2], now) == [(leaves[2], False)]
    assert found("", now) == []


def test_what_the_body_has_or_may_not_claim_is_no_candidate(now: dt.datetime, leaves: list[str]) -> None:
    make.claimed(now, leaves[1], make.BODY)
    make.cancelled(leaves[0], cancelled_from=now)
    assert found("高龄津贴", now) == []


def test_the_preview_says_what_differs_and_what_is_missing(now: dt.datetime, leaves: list[str]) -> None:
    item = make.imported(now, make.BODY, name="高龄津贴", item_type="05")
    preview = linking.get_preview(item.id, leaves[0], actor=SYSTEM, at=now)
    assert (preview.record["name"], preview.common["name"]) == ("高龄津贴", "高龄津贴发放")
    assert preview.missing == ("address", "hours", "enquiry", "complaint")


def test_an_unknown_leaf_or_record_and_a_stranger_are_refused(now: dt.datetime, leaves: list[str]) -> None:
    item = make.imported(now, make.BODY)
    for record, leaf in ((item.id, "0"), (0, leaves[0])):
        with pytest.raises(NotFound):
            linking.get_preview(record, leaf, actor=SYSTEM, at=now)
    with pytest.raises(NotAllowed):
        linking.get_preview(item.id, leaves[0], actor=make.staff("catalogue.read", region="420903000000"), at=now)
