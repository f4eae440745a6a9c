"""The prepared world, made once for each file of tests and rolled back after it; each test leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.access.kinds import County
from tests.access.world import build


@pytest.fixture(scope="module")
def prepared(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[County, County]]:
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # as a test's own block: durable ones may stand in it
    with django_db_blocker.unblock(), around:
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(prepared: tuple[County, County], db: None) -> tuple[County, County]:
    """孝南区 and 云梦县; what the test changes is rolled back to here."""
    return prepared
