"""A real worker for killing imports of workbooks, started again whenever it is killed.

Standard output tells "started PID" and "reacting NUMBER" with the rows of each portion before it is looked at.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import django

django.setup()

from tongban.faces.jobs.tests.kill_worker import supervise, tell  # noqa: E402
from tongban.registers.catalogue.commands import imports, intake  # noqa: E402
from tongban.registers.catalogue.rules.reading import Row  # noqa: E402

_plan_portion = intake._plan_portion


def told_portion(rows: Sequence[Row], *parts: Any) -> Iterator[intake.Changed]:
    tell(f"reacting {len(rows)}")
    return _plan_portion(rows, *parts)


if __name__ == "__main__":
    imports.ABANDONED = timedelta(seconds=2)
    intake._plan_portion = told_portion
    sys.exit(supervise({}))
