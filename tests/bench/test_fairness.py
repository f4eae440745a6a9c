"""Eight regions' programs at half of what the site can do, then one of them at seven times its share."""

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from django.utils import timezone

from tests import callers
from tests.bench.open_load import Region, apply_once, play, saturate
from tests.bench.processor import watched
from tests.bench.whole_stack import Stack, postmaster, served
from tongban.registers.regions.tests.make import rows
from tongban.services.cases.tests import make

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
REGIONS = [row.code for row in rows()]
ROUNDS, SECONDS, SURGE = 3, 12, 7
QUIET = 0.35
"""Processors that others may keep busy before waiting times say nothing any more."""


@pytest.fixture
def regions() -> list[Region]:
    """One program of each region of the small tree."""
    now = timezone.now()
    item = make.world(now).item
    assert len(REGIONS) == 8
    return [Region(callers.citizen(now, 20 + order, region=code), item) for order, code in enumerate(REGIONS)]


@pytest.fixture
def stack(tmp_path: Path, regions: list[Region]) -> Iterator[Stack]:
    with served(tmp_path) as found:
        yield found


@pytest.mark.req("NFR-02", part="one region's surge costs the others nothing")
def test_a_surge_is_refused_and_costs_nobody_else(
    stack: Stack, regions: list[Region], capsys: pytest.CaptureFixture[str]
) -> None:
    for region in regions:
        apply_once(stack.port, region)
    saturate(stack.port, regions, 2)
    capacity = saturate(stack.port, regions, 5)
    share = capacity / 2 / len(regions)
    surging, *others = regions
    ratios, busy = [], 0.0
    for _ in range(ROUNDS):
        with watched(postmaster()) as used:
            play(stack.port, [(region, share) for region in regions], SECONDS)
            before = _worst(others)
            assert {status for region in regions for status in region.statuses} <= {200, 201}
            play(stack.port, [(surging, SURGE * share), *((region, share) for region in others)], SECONDS)
        busy, refused = max(busy, used.neighbours), surging.statuses.count(429)
        ratios.append(_worst(others) / before)
        with capsys.disabled():
            sys.stdout.write(
                f"\n  capacity {capacity:,.0f}/s, a region {share:.1f}/s; p99 of the others {before * 1000:.0f} ms,"
                f" in the surge {_worst(others) * 1000:.0f} ms ({ratios[-1]:.2f}×);"
                f" {refused} of {len(surging.statuses)} of the surge refused; neighbours {used.neighbours:.2f}\n"
            )
        assert {status for region in others for status in region.statuses} <= {200, 201}
        assert surging.refused_badly == 0
    assert median(ratios) <= 2 or busy > QUIET


def _worst(regions: list[Region]) -> float:
    """The slowest hundredth of all their answers, in seconds."""
    together = Region({}, "", waits=[wait for region in regions for wait in region.waits])
    return together.p99()
