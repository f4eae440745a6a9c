"""Hot reads are planned once, and survive a server that has dropped the connection."""

import pytest
from django.db import OperationalError, connection

from tongban.foundation.routing.prepared import fetch_one

SAY = "SELECT %(word)s::text"
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1::text'"


@pytest.mark.django_db(transaction=True)
def test_the_server_keeps_the_plan_from_the_third_time_on(django_assert_num_queries):
    connection.close()
    with django_assert_num_queries(4):
        assert [fetch_one(SAY, {"word": str(n)}) for n in range(4)] == [("0",), ("1",), ("2",), ("3",)]
    assert fetch_one(PREPARED) == (1,)
    assert fetch_one("SELECT 1 WHERE false") is None


@pytest.mark.django_db(transaction=True)
def test_a_dropped_connection_is_opened_anew():
    connection.ensure_connection()
    connection.connection.close()
    assert fetch_one(SAY, {"word": "again"}) == ("again",)


@pytest.mark.django_db
def test_within_a_transaction_nothing_is_tried_again():
    with connection.execute_wrapper(_fail), pytest.raises(OperationalError):
        fetch_one(SAY, {"word": "x"})


def _fail(*_):
    raise OperationalError
