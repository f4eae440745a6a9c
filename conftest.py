"""Fixtures of every test: the fan-out guard is on, `now` is a value."""

import datetime as dt
import gc
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, settings

from tests import emptying
from tongban.config import rights
from tongban.foundation.routing.guard import guard
from tongban.foundation.ui import kept

pytest_plugins = ["tests.oidc.platform", "tests.browser.fixtures", "tests.shared_evidence"]

emptying.install()

# How fast examples are found says how busy the machine is, nothing about the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

SHANGHAI = ZoneInfo("Asia/Shanghai")


# Looking through everything that is loaded for what nobody holds, again and again, took a tenth of the suite's time.
gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def now() -> dt.datetime:
    """Wednesday 25 November 2026, 09:30 in Shanghai: the sample day."""
    return dt.datetime(2026, 11, 25, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The roles of a real site have their rights, so that a test may `SET ROLE`; the suite itself owns everything."""
    with django_db_blocker.unblock():
        rights.apply(connection, runtime="tongban_app", sealer="tongban_sealer")


@pytest.fixture(autouse=True)
def _every_statement_names_its_bucket() -> Iterator[None]:
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(guard))
        yield


@pytest.fixture(autouse=True)
def _no_answer_outlives_its_test() -> Iterator[None]:
    yield
    kept.forget_all()


@pytest.fixture(autouse=True)
def _no_job_outlives_its_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Procrastinate's tables are not Django's to flush: a transactional test leaves its jobs in them."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        for table in ("procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """A simulated party answers in a thread of its own, on its own connection: it is done before tables are emptied."""
    for thread in threading.enumerate():
        if thread.name.startswith("outside "):
            thread.join(30)
