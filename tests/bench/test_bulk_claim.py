"""A village template of 94 leaves, claimed by the 2,391 towns and villages of a city, with a SIGKILL in between."""

import time

import pytest

from tongban.faces.jobs.tests.processes import supervised_worker, wait_until
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import runs
from tongban.registers.catalogue.rules.runs import Bodies
from tongban.registers.catalogue.tests import make
from tongban.registers.orgs import commands as orgs
from tongban.registers.regions import commands as regions
from tongban.registers.regions.tests import make as trees

LEAVES, BODIES, SECONDS = 94, 2391, 60
KIND = {"4": ("station", "便民服务站"), "5": ("village", "村居委会")}


def found_bodies(now):
    """One body for each of the 128 towns and 2,263 villages of 孝感; each says where and when."""
    rows = trees.sample_rows("hubei")
    regions.load(rows=rows, source="bench", by=SYSTEM, now=now)
    places = [row for row in rows if row.code.startswith("4209") and row.level in KIND]
    for number, row in enumerate(places, 1):
        kind, short = KIND[row.level]
        body = orgs.register(
            code=f"TE42090000{number:08d}", name=f"样例{row.name}{short}", short_name=short, kind=kind, region=row.code,
            by=SYSTEM, now=now,
        )  # fmt: skip
        make.place(now, body.code)
    return len(places)


@pytest.mark.long
@pytest.mark.req("CAT-07")
@pytest.mark.req("NFR-01", part="224,754 claims are made in one operation")
@pytest.mark.django_db(transaction=True)
def test_a_city_claims_and_publishes_a_village_template(now):
    assert found_bodies(now) == BODIES
    leaves = make.template(now, LEAVES)
    where = Bodies(make.CITY, levels=(5, 6), kinds=("station", "village"))
    run = commands.start_claim(leaves=leaves, where=where, publish=True, by=SYSTEM, now=now)
    with supervised_worker("kill_run") as worker:
        began = time.monotonic()
        worker.kill_after(20)
        seen = runs.get_run(run.id, actor=SYSTEM)
        wait_until(lambda: runs.get_run(run.id, actor=SYSTEM).state != "running", within=SECONDS * 3)
        took = time.monotonic() - began
        assert worker.stop() == 0
    after = runs.get_run(run.id, actor=SYSTEM)
    total = LEAVES * BODIES
    print(f"\n{total} items in {took:.1f} s, {total / took:.0f} a second, killed once at {seen.done}")
    assert (after.state, after.done, after.skipped) == ("finished", total, 0)
    assert 0 < seen.done < total
    assert len(set(make.pairs())) == len(make.pairs()) == total
    assert took <= SECONDS
