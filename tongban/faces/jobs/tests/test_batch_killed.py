"""SIGKILL while licences are issued in one batch: the next worker goes on, none is lost, none doubled. Real process."""

import pytest

from tongban.faces.jobs.tests.processes import supervised_worker, wait_until
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.licences import commands, queries
from tongban.services.licences.tests import make

LINES, LINE = 30, 7
"""At which line the worker is killed, its licence written and not yet kept."""


@pytest.mark.req("LIC-02", part="a batch survives a SIGKILL: none lost, none doubled, numbers without a gap")
@pytest.mark.req("NFR-03", part="bulk operations")
@pytest.mark.django_db(transaction=True)
def test_a_kill_loses_and_doubles_no_licence(now):
    make.body(now)
    make.food(now)
    run = commands.start_import(
        content=make.batch(LINES), name="样例.csv", type_code=make.FOOD.code, issuer=make.BODY, kind="issue",
        by=SYSTEM, now=now,
    )  # fmt: skip
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    with supervised_worker("kill_licences") as worker:
        worker.kill_after(LINE)
        wait_until(lambda: queries.get_run(run.id, actor=SYSTEM).state != "running", within=60)
        assert worker.stop() == 0
    after = queries.get_run(run.id, actor=SYSTEM)
    assert (after.state, after.total, after.done, after.refused) == ("finished", LINES, LINES, 0)
    with fan_out_allowed("a test counts"):
        rows = dict(make.rows("licences.Licence").values_list("id", "number"))
    assert sorted(int(number[-6:]) for number in rows.values()) == list(range(1, LINES + 1))
    assert set(make.rows("licences.RunRow").filter(run=run.id).values_list("licence", flat=True)) == set(rows)
