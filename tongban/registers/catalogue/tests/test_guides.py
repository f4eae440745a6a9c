"""The guide: what an item says to the public, and when it says nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.foundation.kernel.errors import Gone, NotFound
from tongban.registers.catalogue.models import Entry, Item, Leaf
from tongban.registers.catalogue.queries import guides
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_a_guide_shows_every_layer_and_the_derived_elements(now: dt.datetime) -> None:
    item = make.published(now)
    with CaptureQueriesContext(connection) as asked:
        guide = guides.get_guide(item.code or "", at=now)
    assert len(asked) == 1
    assert (guide.name, guide.content["promised_limit"], guide.content["hours"][:2]) == ("高龄津贴发放", 5, "周一")
    assert guide.region_names == ("湖北省", "孝感市", "孝南区")
    derived = {e.code: guide.content[e.code] for e in get_elements() if e.derived and e.code in guide.content}
    assert derived == {
        "basic_code": make.CODE, "implementing_code": (item.code or "")[:31], "handling_code": item.code,
        "item_type": "01", "use_level": "4", "version": "1.0", "state": "published", "effective_on": "2026-11-25",
        "record_id": f"{item.id}-1.0", "organisation": f"样例局{make.BODY}", "organisation_code": make.BODY,
    }  # fmt: skip


def test_a_village_names_itself_and_its_town(now: dt.datetime) -> None:
    item = make.published(now, region=make.VILLAGE)
    content = guides.get_guide(item.code or "", at=now).content
    assert (content["town_code"], content["town_name"]) == (make.TOWN, "书院街道")
    assert (content["village_code"], content["village_name"]) == (make.VILLAGE, "城隍潭社区")


def test_a_planned_version_says_until_when_a_guide_is_fresh(now: dt.datetime) -> None:
    item = make.published(now)
    first = guides.get_guide(item.code or "", at=now)
    make.version(now, item.leaf_id or "", effective_from=now + DAY, conditions="年满 75 周岁。")
    second, later = (guides.get_guide(item.code or "", at=at) for at in (now, now + DAY))
    assert (first.fresh_until, second.fresh_until) == (dt.datetime(9999, 1, 1, tzinfo=dt.UTC), now + DAY)
    assert second.content == first.content
    assert later.content["conditions"] == "年满 75 周岁。"
    assert len({first.stamp, second.stamp, later.stamp}) == 3
    assert guides.get_stamp(item.code or "", at=now) == second.stamp


def test_nobody_hears_of_what_was_never_published(now: dt.datetime) -> None:
    item = make.claimed(now, make.leaf(now).code, make.body(now))
    for code in (item.code or "", "X" * 33, ""):
        with pytest.raises(NotFound) as refused:
            guides.get_guide(code, at=now)
        assert refused.value.code == "catalogue.item_unknown"


@pytest.mark.parametrize(
    ("model", "change", "reason"),
    [
        (Entry, {"cancelled_from": 0}, "cancelled"),
        (Leaf, {"cancelled_from": 0}, "cancelled"),
        (Entry, {"paused_from": 0}, "paused"),
        (Entry, {"paused_from": -2, "paused_until": 1}, "paused"),
        (Item, {"offered_until": 0}, "ended"),
        (Item, {"offered_from": 1}, "not_yet"),
        (Entry, {"in_force_from": 1}, "not_yet"),
    ],
)
def test_what_is_not_offered_says_why(now: dt.datetime, model: type, change: dict[str, int], reason: str) -> None:
    item = make.published(now)
    model.objects.update(**{column: now + days * DAY for column, days in change.items()})
    with pytest.raises(Gone) as refused:
        guides.get_guide(item.code or "", at=now)
    assert (refused.value.facts["reason"], refused.value.facts["successors"]) == (reason, [])


def test_what_left_names_what_the_body_offers_instead(now: dt.datetime) -> None:
    item = make.published(now)
    other = make.leaf(now, sequence=2, kind="续发")
    make.version(now, other.code, name="高龄津贴续发")
    successor = make.offered(now, other.code, make.BODY)
    Leaf.objects.filter(code=item.leaf_id).update(cancelled_from=now)
    with pytest.raises(Gone) as refused:
        guides.get_guide(item.code or "", at=now)
    assert refused.value.facts["successors"] == [{"code": successor.code, "name": "高龄津贴续发"}]
