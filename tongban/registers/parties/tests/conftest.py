"""Parties live in regions: each test with a database has the small tree of `regions.tests.make`."""

import pytest

from tongban.registers.parties.tests import make


@pytest.fixture(autouse=True)
def _regions(request, now):
    marker = request.node.get_closest_marker("django_db")
    if marker:
        request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
        make.regions_once(now)
