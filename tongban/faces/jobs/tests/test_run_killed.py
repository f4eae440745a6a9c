"""SIGKILL in the middle of a bulk claim: the next worker goes on, nothing is lost, nothing doubled. Real process."""

import pytest

from tongban.faces.jobs.tests.processes import supervised_worker, wait_until
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import runs
from tongban.registers.catalogue.rules.runs import Bodies
from tongban.registers.catalogue.tests import make

KILLS = [1, 3, 2]
"""In which portion of its own each worker is killed."""


@pytest.mark.req("CAT-07", part="a bulk claim survives a SIGKILL")
@pytest.mark.req("NFR-03", part="bulk operations")
@pytest.mark.django_db(transaction=True)
def test_three_kills_lose_and_double_no_item(now, monkeypatch):
    monkeypatch.setenv("PAIRS_AT_ONCE", "200")
    leaves, bodies = make.template(now, 20), make.villages(now, 300)
    run = commands.start_claim(leaves=leaves, where=Bodies(make.CITY, levels=(6,)), by=SYSTEM, now=now)
    with supervised_worker("kill_run") as worker:
        for portions in KILLS:
            worker.kill_after(portions)
        wait_until(lambda: runs.get_run(run.id, actor=SYSTEM).state != "running", within=60)
        assert worker.stop() == 0
    after = runs.get_run(run.id, actor=SYSTEM)
    assert (after.state, after.total, after.done, after.skipped) == ("finished", 6000, 6000, 0)
    assert make.pairs() == sorted((leaf, body) for leaf in leaves for body in bodies)
