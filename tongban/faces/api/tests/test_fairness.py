"""A worker's threads shared among regions: nobody is refused while there is room, then only who takes too much."""

import pytest

from tongban.faces.api.fairness import FairShares

REGIONS = [f"4209{number:02d}000000" for number in range(1, 9)]
SURGING = REGIONS[0]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def play(seconds, rates, work=0.01, shares=None, worker=None):
    """Requests in even steps, as many a second as `rates` has for each region; how many of each were refused."""
    clock = worker.clock if worker else Clock()
    worker = worker or FairShares(3, clock)
    refused = dict.fromkeys(rates, 0)
    calls = sorted((turn / rate, region) for region, rate in rates.items() for turn in range(int(seconds * rate)))
    begun = clock.now
    for at, region in calls:
        clock.now = begun + at
        if worker.wait(region):
            refused[region] += 1
        else:
            worker.used(region, (shares or {}).get(region, 1), work)
    return worker, refused


def test_whoever_calls_alone_is_never_refused():
    assert play(10, {SURGING: 300})[1] == {SURGING: 0}


def test_a_region_that_never_called_comes_to_a_busy_worker():
    worker = FairShares(3, Clock())
    worker.used("", 1, 60)
    assert worker.wait(SURGING) == 0


def test_an_idle_worker_refuses_nobody():
    assert set(play(10, dict.fromkeys(REGIONS, 5) | {SURGING: 70})[1].values()) == {0}


@pytest.mark.req("NFR-02", part="one region's surge costs the others nothing")
def test_a_surge_on_a_busy_worker_is_refused_and_nobody_else():
    calm = dict.fromkeys(REGIONS, 15)
    worker, refused = play(10, calm)
    assert set(refused.values()) == {0}
    _, refused = play(10, calm | {SURGING: 105}, worker=worker)
    assert refused.pop(SURGING) > 300
    assert set(refused.values()) == {0}


def test_after_the_surge_all_are_served_again():
    worker, _ = play(10, dict.fromkeys(REGIONS, 15) | {SURGING: 105})
    worker, _ = play(4, dict.fromkeys(REGIONS, 15), worker=worker)
    assert set(play(10, dict.fromkeys(REGIONS, 15), worker=worker)[1].values()) == {0}


def test_of_two_the_greater_leaves_the_other_a_quarter():
    _, refused = play(10, {SURGING: 290, REGIONS[1]: 20})
    assert refused[SURGING] > 0
    assert refused[REGIONS[1]] == 0


def test_a_heavier_share_may_take_more():
    busy = dict.fromkeys(REGIONS, 15) | {SURGING: 60}
    assert play(10, busy)[1][SURGING] > 0
    assert play(10, busy, shares={SURGING: 5})[1][SURGING] == 0


def test_the_wait_is_as_long_as_use_takes_to_fall():
    worker, _ = play(5, dict.fromkeys(REGIONS, 15) | {SURGING: 105})
    worker.used(SURGING, 1, 10.0)
    seconds = worker.wait(SURGING)
    assert 3 <= seconds <= 8
    worker.clock.now += seconds
    assert worker.wait(SURGING) == 0
