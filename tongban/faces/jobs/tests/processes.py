"""Starts real worker processes on the test database and watches what they say."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote, urlencode

from django.db import connection


def database_url() -> str:
    """The address of the database this test runs on, for another process."""
    parts = connection.settings_dict
    password = f":{quote(parts['PASSWORD'], safe='')}" if parts["PASSWORD"] else ""
    query = {key: parts[name] for key, name in (("host", "HOST"), ("port", "PORT")) if parts[name]}
    return f"postgresql://{quote(parts['USER'], safe='')}{password}@/{parts['NAME']}?{urlencode(query)}"


class SupervisedWorker:
    """A worker under a supervisor that starts it again after SIGKILL; `child` is the running one's pid."""

    def __init__(self, module: str) -> None:
        url = database_url()
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", f"tongban.faces.jobs.tests.{module}"],
            env={**os.environ, "DATABASE_URL": url, "DATABASE_SEALER_URL": url, "TONGBAN_TESTING": "1"},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout
        self.child = self.hear("started")

    def hear(self, word: str) -> int:
        """Waits for the worker to say the word; the number that follows it."""
        for line in self.said:
            if line.startswith(word):
                return int(line.split()[1])
        raise AssertionError(f"the worker ended before it said {word}")

    def kill_after(self, reactions: int) -> None:
        """SIGKILL as soon as the worker has begun so many reactions; afterwards the next one has started."""
        for _ in range(reactions):
            self.hear("reacting")
        os.kill(self.child, signal.SIGKILL)
        self.child = self.hear("started")

    def stop(self) -> int:
        """SIGTERM; the worker's exit code."""
        os.kill(self.child, signal.SIGTERM)
        self.said.read()
        return self.process.wait(timeout=30)


@contextmanager
def supervised_worker(module: str = "kill_worker") -> Iterator[SupervisedWorker]:
    worker = SupervisedWorker(module)
    try:
        yield worker
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
        worker.said.close()


def wait_until(holds: Callable[[], bool], *, within: float, every: float = 0.05) -> None:
    """Returns once the condition holds, looked at `every` so many seconds; fails after `within`."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(every)
