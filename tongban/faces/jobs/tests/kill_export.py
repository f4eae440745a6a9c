"""A real worker for killing exports of lists, started again whenever it is killed.

Standard output tells "started PID" and "reacting NUMBER" with the rows of each portion before it is written.
"""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import django

django.setup()

from tongban.faces.jobs import worker  # noqa: E402
from tongban.faces.jobs.tests.kill_worker import supervise, tell  # noqa: E402
from tongban.foundation.kernel.actor import Actor  # noqa: E402
from tongban.foundation.spreadsheets.writing import Value  # noqa: E402
from tongban.foundation.worklist.commands import exports  # noqa: E402
from tongban.foundation.worklist.queries import WorklistRow  # noqa: E402
from tongban.foundation.worklist.tables import Table  # noqa: E402
from tongban.services.cases.work_table import WORK_TABLE  # noqa: E402


def told_lines(rows: Sequence[WorklistRow], by: Actor, now: datetime) -> Iterable[Sequence[Value]]:
    tell(f"reacting {len(rows)}")
    return WORK_TABLE.lines(rows, by, now)


if __name__ == "__main__":
    exports.PORTION, exports.ABANDONED = 20, timedelta(seconds=2)
    worker.WORK_TABLE = Table(WORK_TABLE.sheet, WORK_TABLE.columns, told_lines)  # type: ignore[attr-defined]
    sys.exit(supervise({}))
