"""Materials that nobody had to bring, of all that were asked for."""

import datetime as dt
from decimal import Decimal

import pytest

from tongban.foundation.kernel.errors import NotAllowed
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
    assert waiving.tally_waived(scope()) == {(make.BODY, make.REGION): (3, 5)}


def test_the_materials_behind_are_for_supervision(now):
    world = make.world(now, materials=MATERIALS)
    given = [Given(f"m{at}", How.LICENCE, reference="样例") for at in (1, 2, 3)]
    make.submitted(world, now, materials=[*given, *(Given(f"m{at}", How.PAPER) for at in (4, 5))])
    first = waiving.list_materials(scope(), actor=world.supervisor, limit=2)
    rest = waiving.list_materials(scope(), actor=world.supervisor, after=(first[1].number, first[1].code))
    assert [row.code for row in (*first, *rest)] == ["m1", "m2", "m3"]
    brought = waiving.list_materials(scope(), actor=world.supervisor, counted=False)
    assert [(row.name, row.how) for row in brought] == [("样例材料4", "paper"), ("样例材料5", "paper")]
    with pytest.raises(NotAllowed):
        waiving.list_materials(scope(), actor=world.clerk)
