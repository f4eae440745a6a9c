"""The prepared world, made once for each file of tests and rolled back after it; each test leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.access.kinds import County
from tests.access.world import build


@pytest.fixture(scope="module")
def prepared(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[County, County]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(prepared: tuple[County, County]) -> Iterator[tuple[County, County]]:
    """孝南区 and 云梦县."""
    point = transaction.savepoint()
    yield prepared
    transaction.savepoint_rollback(point)
