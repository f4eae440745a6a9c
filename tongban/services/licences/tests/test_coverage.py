"""KPI-27, the share of items whose result has an e-licence: golden."""

from decimal import Decimal

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.services.licences import commands, queries
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db
LEAVES = [f"{make.ENTRY}01", f"{make.ENTRY}02", f"{make.ENTRY}04", "00200603000001", "00250834000001"]


@pytest.mark.req("KPI-27", part="coverage: 3 of 5 = 60.00")
def test_three_of_five(now):
    make.food(now)
    make.card(now)
    items = [f"{make.BODY}4{leaf}" for leaf in LEAVES]
    found = queries.coverage(items)
    assert (found.covered, found.items, found.rate) == (3, 5, Decimal("60.00"))
    commands.end_type(code=make.CARD.code, reason="样例", by=SYSTEM, now=now)
    assert queries.coverage(items).rate == Decimal("40.00")


def test_of_nothing_there_is_no_share(now):
    assert queries.coverage([]).rate is None
