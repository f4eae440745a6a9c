"""A real worker for the crash tests, started again whenever it is killed.

Its one reaction leaves a row and raises a counter. Standard output tells "started PID" and "reacting NUMBER".
"""

import os
import sys
from datetime import datetime

import django

django.setup()

from tongban.faces.jobs import worker  # noqa: E402
from tongban.foundation.outbox.events import EventEnvelope, Reactions  # noqa: E402
from tongban.foundation.outbox.tests import make  # noqa: E402


def tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def slow_trace(event: EventEnvelope, now: datetime) -> None:
    make.leave_trace_and_count(event, now)
    tell(f"reacting {event.payload['number']}")


def supervise(reactions: Reactions) -> int:
    """Starts the worker again after each SIGKILL; the worker's own exit code once it stops by itself."""
    while True:
        child = os.fork()
        if child == 0:
            tell(f"started {os.getpid()}")
            os._exit(worker.run(reactions))
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(supervise(make.table(slow_trace)))
