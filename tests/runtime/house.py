"""Drives the real commands as an operator would, in a data folder of its own, and sees every process they leave."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tongban.config.environment import PROJECT

FOREIGN = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_SEALER_URL",
    "TONGBAN_TESTING",
    "TONGBAN_KEYS",
    "LANG",
    "LC_ALL",
)


def until(condition: Callable[[], object], what: str, seconds: float = 30) -> None:
    """The condition holds, or the test fails naming what was awaited."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(folder: Path) -> dict[int, str]:
    """Every living process whose environment, command line or current folder names `folder`, but not this one."""
    found, named = {}, re.compile(re.escape(os.fsencode(folder)) + rb"[/\0]")
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes()
                where = os.fsencode(os.readlink(entry / "cwd"))
                if named.search(b"\0".join([line, (entry / "environ").read_bytes(), where, b""])):
                    found[int(entry.name)] = line.replace(b"\0", b" ").decode()
            except OSError:
                continue
    return found


def run(*command: str, data: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`tongban …` on its own data folder, to its end."""
    return subprocess.run(
        tongban(*command),
        env=clean(data, environment),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def tongban(*command: str) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "tongban.config.cli", *command]


def clean(data: Path, extra: dict[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return ours | {"TONGBAN_DATA": str(data), "TONGBAN_SAMPLE": "0"} | extra


class House:
    """One `tongban run`."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.output = data.parent / "output"
        self.process: subprocess.Popen[bytes]

    def start(self, **environment: str) -> "House":
        self.output.write_bytes(b"")
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                tongban("run"),
                env=clean(self.data, {"PORT": str(self.port)} | environment),
                cwd=PROJECT,
                stdout=output,
                stderr=output,
            )
        return self

    def told(self) -> str:
        return self.output.read_text()

    def await_ready(self) -> "House":
        until(lambda: "is ready" in self.told() or self.process.poll() is not None, "the first page", 60)
        assert "is ready" in self.told(), self.told()
        return self

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(40)

    def end(self) -> None:
        """Whatever the test left running has ended."""
        if hasattr(self, "process") and self.process.poll() is None:
            self.stop()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def status(self) -> int:
        """Of the first page; every answer below 500 comes from a working house."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def processes(self) -> dict[int, str]:
        return processes_of(self.data)

    def await_nobody(self) -> None:
        until(lambda: not self.processes(), "no process is left", 30)

    def one(self, words: str) -> int:
        """The first process whose command line has these words."""
        return next(pid for pid, line in sorted(self.processes().items()) if words in line)
