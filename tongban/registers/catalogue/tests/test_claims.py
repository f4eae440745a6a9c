"""One body's claim: refused with a reason, paused and resumed, withdrawn."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.models import Item, Leaf
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db


def refuse(leaf: str, body: str, now: dt.datetime, reason: str = "没有这类业务") -> Item:
    return commands.refuse(leaf=leaf, organisation=body, reason=reason, by=SYSTEM, now=now)


@pytest.mark.req("CAT-07", part="a refusal needs a reason")
def test_a_refusal_keeps_its_reason_and_a_later_claim_ends_it(now: dt.datetime) -> None:
    body, leaf = make.body(now), make.leaf(now).code
    with pytest.raises(Invalid, match="reason_missing"):
        refuse(leaf, body, now, "  ")
    assert not Item.objects.exists()
    assert (refuse(leaf, body, now).state, Item.objects.get().reason) == ("refused", "没有这类业务")
    assert (make.claimed(now, leaf, body).state, Item.objects.get().reason) == ("claimed", "")


def test_what_is_published_is_not_refused(now: dt.datetime) -> None:
    item = make.published(now)
    with pytest.raises(Conflict, match="state_forbids"):
        refuse(item.leaf_id or "", item.organisation_id, now)
    assert Item.objects.get().state == "published"


def test_nobody_claims_what_is_cancelled(now: dt.datetime) -> None:
    body, leaf = make.body(now), make.leaf(now)
    Leaf.objects.update(cancelled_from=now)
    with pytest.raises(Conflict, match="leaf_cancelled"):
        make.claimed(now, leaf.code, body)


def test_a_paused_item_comes_back_as_it_was(now: dt.datetime) -> None:
    item, later = make.published(now), now + dt.timedelta(days=1)
    code = item.code or ""
    assert commands.pause(item=code, reason="系统升级", by=SYSTEM, now=later).state == "paused"
    resumed = commands.resume(item=code, by=SYSTEM, now=later)
    assert (resumed.state, resumed.reason, resumed.offered_from) == ("published", "", now)


def test_a_withdrawn_item_ends_now(now: dt.datetime) -> None:
    item, later = make.published(now), now + dt.timedelta(days=1)
    gone = commands.withdraw(item=item.code or "", reason="职能划转", by=SYSTEM, now=later)
    assert (gone.state, gone.offered_until) == ("withdrawn", later)
    with pytest.raises(Conflict, match="state_forbids"):
        commands.pause(item=item.code or "", reason="系统升级", by=SYSTEM, now=later)
