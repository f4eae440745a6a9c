"""Materials that nobody had to bring, of all that were asked for."""

import datetime as dt
from decimal import Decimal

import pytest

from tongban.services.cases.queries import waiving
from tongban.services.cases.queries.figures import Scope
from tongban.services.cases.queries.waiving import Waived
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
MATERIALS = [
    {"code": f"m{at}", "name": f"样例材料{at}", "need": "1", "source": "20", "licence": at <= 3} for at in range(1, 6)
]


def scope(**told):
    return Scope(make.REGION, dt.date(2026, 11, 25), dt.date(2026, 11, 25), **told)


@pytest.mark.req("KPI-27", part="materials waived ÷ materials required: 3 of 5")
def test_three_of_five(now):
    world = make.world(now, materials=MATERIALS)
    given = [Given(f"m{at}", How.LICENCE, reference="样例") for at in (1, 2, 3)]
    given += [Given(f"m{at}", How.PAPER) for at in (4, 5)]
    make.submitted(world, now, materials=given)
    assert waiving.get_waived(scope()) == Waived(Decimal("60.00"), 3, 5)
    assert waiving.get_waived(scope(organisation="OTHER")) == Waived(None, 0, 0)
