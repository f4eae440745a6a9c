"""A real worker for killing lists of licences, started again whenever it is killed.

Standard output tells "started PID", and "reacting LINE" in the middle of every line (of every TELL_EVERY-th), after its
licence was written.
"""

import os
import sys
from typing import Any

import django

django.setup()

from tongban.faces.jobs.tests.kill_worker import supervise, tell  # noqa: E402
from tongban.services.licences.commands import taking_in  # noqa: E402

_write = taking_in.write
_EVERY = int(os.environ.get("TELL_EVERY", 1))


def told_write(run: Any, row: Any, **told: Any) -> Any:
    licence = _write(run, row, **told)
    if row.line % _EVERY == 0:
        tell(f"reacting {row.line}")
    return licence


if __name__ == "__main__":
    taking_in.write = told_write
    sys.exit(supervise({}))
