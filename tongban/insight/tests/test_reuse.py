"""KPI-27 as pages and programs ask for it: three figures of a place, of its bodies, of the regions right below."""

import datetime as dt
from decimal import Decimal

import pytest

from tongban.foundation.kernel.errors import NotFound
from tongban.insight import reuse
from tongban.services.cases.queries.figures import Scope
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
MATERIALS = [
    {"code": f"m{at}", "name": f"样例材料{at}", "need": "1", "source": "20", "licence": True} for at in range(5)
]
DAY = dt.date(2026, 11, 25)


def told(figures):
    return [(each.value, each.numerator, each.denominator) for each in figures]


@pytest.mark.req("KPI-27", part="the three figures by place, body and region")
def test_figures_of_a_place_its_bodies_and_the_regions_below(now, django_assert_num_queries):
    world = make.world(now, materials=MATERIALS)
    how = [How.LICENCE] * 3 + [How.PAPER] * 2
    given = [Given(f"m{at}", each, reference="样例") for at, each in enumerate(how)]
    make.submitted(world, now, materials=given)
    with django_assert_num_queries(4):
        city = reuse.count(Scope("420900000000", DAY, DAY), now=now)
    expected = [(Decimal("60.00"), 3, 5), (Decimal(0), 0, 0), (None, 0, 0)]
    assert told(city.whole) == told(city.by_body[make.BODY]) == told(city.by_region[make.REGION]) == expected


def test_of_nothing_there_is_no_share(now):
    make.world(now)
    nobody = reuse.count(Scope("421000000000", DAY, DAY), now=now)
    assert told(nobody.whole) == [(None, 0, 0), (Decimal(0), 0, 0), (None, 0, 0)]
    assert (dict(nobody.by_body), dict(nobody.by_region)) == ({}, {})
    with pytest.raises(NotFound, match=r"case\.indicator_unknown"):
        reuse.get_indicator("fairness")
