"""Enterprises live in regions: each test with a database has the small tree of `regions.tests.make`."""

import pytest

from tongban.registers.regions.tests import make as regions


@pytest.fixture(autouse=True)
def _regions(request, now):
    marker = request.node.get_closest_marker("django_db")
    if marker:
        request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
        regions.tree(now)
