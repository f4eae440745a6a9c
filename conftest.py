"""Fixtures of every test: the fan-out guard is on, `now` is a value."""

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from tongban.foundation.routing.guard import guard

pytest_plugins = ["tests.browser.fixtures"]
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def now() -> dt.datetime:
    """Wednesday 25 November 2026, 09:30 in Shanghai: the sample day."""
    return dt.datetime(2026, 11, 25, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _every_statement_names_its_bucket() -> Iterator[None]:
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(guard))
        yield
