"""A real worker for killing bulk operations of the catalogue, started again whenever it is killed.

Standard output tells "started PID" and "reacting NUMBER" in the middle of each portion, after its items were written.
"""

import os
import sys
from typing import Any

import django

django.setup()

from tongban.faces.jobs.tests.kill_worker import supervise, tell  # noqa: E402
from tongban.registers.catalogue.commands import runs  # noqa: E402
from tongban.registers.catalogue.commands.portions import Portion, work_off  # noqa: E402
from tongban.registers.catalogue.rules import runs as rules  # noqa: E402


def told_work_off(*parts: Any, **names: Any) -> Portion:
    portion = work_off(*parts, **names)
    tell(f"reacting {portion.written}")
    return portion


if __name__ == "__main__":
    runs.work_off = told_work_off
    rules.PAIRS_AT_ONCE = int(os.environ.get("PAIRS_AT_ONCE", rules.PAIRS_AT_ONCE))
    sys.exit(supervise({}))
