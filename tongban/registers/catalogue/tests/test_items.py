"""Claiming and publishing one item."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.models import Item
from tongban.registers.catalogue.queries.contents import compose
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db


def test_a_claimed_item_carries_the_national_code_and_shows_all_layers(now: dt.datetime) -> None:
    item = make.published(now)
    assert item.code == f"{make.BODY}4{make.CODE}01"
    content = compose(item, at=now)
    assert (content["name"], content["promised_limit"], content["address"]) == (
        "高龄津贴发放", 5, "样例路 1 号便民服务中心",
    )  # fmt: skip


def test_an_item_with_empty_required_elements_is_not_published(now: dt.datetime) -> None:
    body = make.body(now)
    leaf = make.leaf(now)
    make.version(now, leaf.code)
    item = make.claimed(now, leaf.code, body)
    with pytest.raises(Conflict) as refused:
        commands.publish(item=item.code or "", by=SYSTEM, now=now)
    assert refused.value.facts["missing"] == ["address", "hours", "enquiry", "complaint"]
    assert Item.objects.get(id=item.id).state == "claimed"


@pytest.mark.req("CAT-04", part="a common change reaches every claim at its effective moment")
def test_a_new_common_version_reaches_the_claim_by_itself(now: dt.datetime) -> None:
    item, tomorrow = make.published(now), now + dt.timedelta(days=1)
    make.version(now, item.leaf_id or "", effective_from=tomorrow, conditions="年满 75 周岁。")
    assert compose(item, at=now)["conditions"] == "年满 80 周岁，户籍在本地。"
    assert compose(item, at=tomorrow)["conditions"] == "年满 75 周岁。"
