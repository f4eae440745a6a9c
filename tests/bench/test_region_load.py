"""A province's regions are loaded while somebody waits: 28,652 of them within five seconds."""

import time

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.regions import commands
from tongban.registers.regions.tests import make

pytestmark = [pytest.mark.long, pytest.mark.django_db]


@pytest.mark.req("REG-01", part="load in five seconds")
def test_hubei_loads_within_five_seconds(now):
    rows, begun = make.sample_rows("hubei"), time.perf_counter()
    commands.load(rows=rows, source="regions_hubei.csv", by=SYSTEM, now=now)
    seconds = time.perf_counter() - begun
    print(f"28,652 regions in {seconds:.1f} s")
    assert seconds <= 5
