"""SIGKILL in the middle of an export of a list: the next worker begins it anew, and one whole file is kept."""

import pytest
from django.utils import timezone

from tests.written import journal_actions
from tongban.faces.jobs.tests.processes import supervised_worker, wait_until
from tongban.foundation.files import commands as files
from tongban.foundation.spreadsheets.reading import Limits, read_table
from tongban.foundation.worklist import commands, queries
from tongban.foundation.worklist.rules import Whose
from tongban.foundation.worklist.tests import make

KILLS = [3, 1]
"""In which portion of its own each worker is killed."""


@pytest.mark.req("NFR-03", part="an export survives a SIGKILL")
@pytest.mark.django_db(transaction=True)
def test_two_kills_leave_one_whole_file():
    now, clerk = timezone.now(), make.clerk()
    for number in range(150):
        make.row(f"case:{number}", number=f"{number:04}")
    told = {"whose": Whose.ALL, "authority": make.XIAONAN, "name": "全部.xlsx", "language": "zh-hans"}
    asked = commands.ask_export(by=clerk, now=now, **told)
    with supervised_worker("kill_export") as worker:
        for portions in KILLS:
            worker.kill_after(portions)
        wait_until(lambda: queries.get_export(asked.id, actor=clerk).state == "finished", within=60)
        assert worker.stop() == 0
    done = queries.get_export(asked.id, actor=clerk)
    _file, content = files.hand_out(done.file, by=clerk, purpose="test", now=now, holder=done.id)
    with content:
        rows = read_table(content.read(), name="x.xlsx", limits=Limits(10**6, 1000, 50, 10**5)).sheets[0].rows
    assert (done.done, done.tries, sorted(row[0] for row in rows[1:])) == (150, 3, [f"{at:04}" for at in range(150)])
    assert journal_actions().count("worklist.exported") == 1
