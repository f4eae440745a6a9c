"""The supervisor's long-lived children: started, watched, started again when they crash, stopped in order."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from signal import SIGTERM
from types import TracebackType

from tongban.config import processes
from tongban.config.console import complain, say, words

LONGEST_WAIT = 30.0
SETTLED = 60.0  # seconds after which a crash counts as the first again


class Service:
    """One child and its restarts; a context manager that leaves no process behind."""

    def __init__(
        self, name: str, command: Sequence[str], *, env: Mapping[str, str], log: Path, patience: float
    ) -> None:
        self.name, self.log, self.crashes = name, log, 0
        self._command, self._env, self._patience = command, env, patience
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._next_start = 0.0

    def __enter__(self) -> "Service":
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            say(words(f"Stopping {self.name} …", f"正在停止 {self.name}……"))
            processes.end(self._process, (SIGTERM, self._patience))

    def tend(self) -> None:
        """A crashed child is started again, after 1, 2, 4 … 30 seconds; says so."""
        if self._process is None:
            if time.monotonic() >= self._next_start:
                self._start()
            return
        status = self._process.poll()
        if status is None:
            return
        processes.kill_group(self._process.pid)
        self._process = None
        self.crashes = 1 if time.monotonic() - self._started > SETTLED else self.crashes + 1
        wait = min(2.0 ** (self.crashes - 1), LONGEST_WAIT)
        self._next_start = time.monotonic() + wait
        complain(
            words(
                f"{self.name} ended with status {status}; starting it again in {wait:.0f} s (log: {self.log}).",
                f"{self.name} 以状态 {status} 结束;{wait:.0f} 秒后重新启动(日志:{self.log})。",
            )
        )

    def _start(self) -> None:
        processes.rotate(self.log)
        self._process = processes.spawn(self._command, log=self.log, env=self._env)
        self._started = time.monotonic()
