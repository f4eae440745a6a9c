import datetime as dt
import uuid

import pytest

from tongban.foundation.audit import commands as audit
from tongban.foundation.audit import queries
from tongban.foundation.audit.tests.make import journal, recorded, sealed
from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db
WUHAN, YICHANG = "420100000000", "420500000000"


def reader(region_from, region_to, organisation=None):
    grant = Grant("audit.read", region_from, region_to, organisation)
    return Actor(account=uuid.UUID(int=1), role="auditor", grants=(grant,))


@pytest.fixture
def _rows(now):
    for region, organisation in [(WUHAN, "A"), (YICHANG, "B"), (None, None)]:
        by = Actor(account=None, role="clerk", region=region, organisation=organisation)
        audit.record("item.viewed", by=by, now=now, subject="item:1")
    audit.record("item.viewed", by=SYSTEM, now=now, subject="item:2")


def seen(by):
    return sorted(row.region or "" for row in queries.list_rows("item:1", by=by))


@pytest.mark.usefixtures("_rows")
def test_a_reader_sees_the_rows_of_the_regions_granted():
    assert seen(reader("420100000000", "420199999999")) == [WUHAN]
    assert seen(reader("420000000000", "429999999999")) == [WUHAN, YICHANG]
    assert seen(reader("420000000000", "429999999999", "B")) == [YICHANG]
    assert seen(reader("0" * 12, "9" * 12)) == ["", WUHAN, YICHANG]


@pytest.mark.usefixtures("_rows")
def test_a_row_out_of_sight_does_not_exist():
    row = next(row for row in journal() if row.region == YICHANG)
    assert queries.get_row(row.id, by=reader(YICHANG, YICHANG)) == row
    with pytest.raises(NotFound):
        queries.get_row(row.id, by=reader(WUHAN, WUHAN))


def test_the_oldest_waiting_row_is_known(now, signer):
    assert queries.find_unsealed_since() is None
    sealed(1, now - dt.timedelta(hours=1), signer)
    recorded(2, now)
    assert queries.find_unsealed_since() == now


@pytest.mark.usefixtures("_rows")
def test_without_a_grant_nothing_is_read():
    with pytest.raises(NotAllowed):
        seen(SYSTEM)
