"""The web server as a site runs it, a load on it, and what PostgreSQL alone does with the same statements."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from django.db import connection

from tests.runtime.house import free_port, until
from tongban.config import processes
from tongban.config.environment import PROJECT
from tongban.config.postgres_keeper import program
from tongban.config.supervisor import THREADS

CONNECTIONS, WORKERS = 16, 2
LUA = """
local paths, n = {}, 0
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
function request() n = n + 1; return wrk.format("GET", paths[n % #paths + 1]) end
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Answers a second, the middle and the slowest hundredth in milliseconds, and how many were no 200."""

    rate: float
    p50: float
    p99: float
    errors: int

    def __str__(self) -> str:
        return f"{self.rate:,.0f}/s, p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms, {self.errors} errors"


class Stack:
    """Two workers on a port of their own, on the database of the test."""

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.folder, self.process, self.port = folder, process, port

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """One answer, over a connection of its own."""
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            caller.request("GET", path, headers=headers)
            answer = caller.getresponse()
            return answer.status, answer.read()
        finally:
            caller.close()

    def load(self, paths: Sequence[str], seconds: float = 5) -> Measured:
        """Sixteen connections ask for the paths in turn; `wrk` where there is one."""
        return self._wrk(paths, seconds) if shutil.which("wrk") else self._threads(paths, seconds)

    def megabytes(self) -> list[int]:
        """What each worker holds of memory."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        told = [Path(f"/proc/{child}/status").read_text() for child in children]
        sizes = [int(found[1]) // 1024 for status in told if (found := re.search(r"VmRSS:\s+(\d+) kB", status))]
        return [size for size in sizes if size > 50]

    def wrk(self, script: str, seconds: float, **environment: str) -> Measured:
        """Sixteen connections send what `request()` of this Lua script makes."""
        file = self.folder / "requests.lua"
        file.write_text(script)
        address = f"http://127.0.0.1:{self.port}/"
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--latency", "-s", str(file), address]
        told = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True).stdout
        failed = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
        broken = re.search(r"connect (\d+), read (\d+), write (\d+)", told)
        errors = (int(failed[1]) if failed else 0) + (sum(map(int, broken.groups())) if broken else 0)
        return Measured(_number(told, r"Requests/sec:\s+([\d.]+)"), _wait(told, 50), _wait(told, 99), errors)

    def _wrk(self, paths: Sequence[str], seconds: float) -> Measured:
        listed = self.folder / "paths"
        listed.write_text("\n".join(paths) + "\n")
        return self.wrk(LUA, seconds, PATHS=str(listed))

    def _threads(self, paths: Sequence[str], seconds: float) -> Measured:
        waits: list[float] = []
        failed: list[int] = []
        stop_at = time.perf_counter() + seconds
        callers = [
            threading.Thread(target=_call, args=(self.port, paths[at % len(paths) :], stop_at, waits, failed))
            for at in range(CONNECTIONS)
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        cuts = quantiles(waits, n=100)
        return Measured(len(waits) / seconds, cuts[49] * 1000, cuts[98] * 1000, len(failed))


@contextmanager
def served(folder: Path, **environment: str) -> Iterator[Stack]:
    """The stack answers; it has ended afterwards."""
    port = free_port()
    with ExitStack() as stack:
        process = start(folder, port, **environment)
        stack.callback(processes.end, process, (signal.SIGTERM, 10), (signal.SIGKILL, 5))
        found = Stack(folder, process, port)
        until(lambda: answers(port), f"the first answer (see {folder / 'web.log'})", 60)
        yield found


def start(folder: Path, port: int, **environment: str) -> "subprocess.Popen[bytes]":
    """The web server as a site runs it, on the database of the test."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-ws"]
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}&port={settings['PORT']}"
    ours = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.bench.served_settings"} | environment
    return processes.spawn([*command, "tongban.config.wsgi:application"], log=folder / "web.log", env=ours, cwd=PROJECT)


def postmaster() -> int:
    """The process number of the database server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_read_file('postmaster.pid')")
        return int(cursor.fetchone()[0].split()[0])


def pgbench(folder: Path, scripts: Sequence[str], seconds: float = 5) -> float:
    """Transactions a second of the scripts in turn, prepared, at sixteen connections."""
    settings = connection.settings_dict
    files = []
    for at, script in enumerate(scripts):
        files.append(folder / f"{at}.sql")
        files[-1].write_text(script)
    command = [
        str(program("pgbench")),
        "-n",
        "-M",
        "prepared",
        "-c",
        str(CONNECTIONS),
        "-j",
        "2",
        "-T",
        f"{seconds:.0f}",
    ]
    command += ["-h", settings["HOST"], "-p", str(settings["PORT"]), "-U", settings["USER"]]
    command += [word for file in files for word in ("-f", str(file))]
    told = subprocess.run([*command, settings["NAME"]], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-2000:]
    return _number(told.stdout, r"tps = ([\d.]+)")


def _call(port: int, paths: Sequence[str], stop_at: float, waits: list[float], failed: list[int]) -> None:
    caller, at = http.client.HTTPConnection("127.0.0.1", port, timeout=30), 0
    while (began := time.perf_counter()) < stop_at:
        caller.request("GET", paths[at % len(paths)])
        answer = caller.getresponse()
        answer.read()
        waits.append(time.perf_counter() - began)
        at += 1
        if answer.status != 200:
            failed.append(answer.status)
    caller.close()


def answers(port: int) -> bool:
    """Whether the server lives."""
    caller = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        caller.request("GET", "/healthz")
        return caller.getresponse().status == 200
    except OSError:
        return False
    finally:
        caller.close()


def _number(told: str, pattern: str) -> float:
    found = re.search(pattern, told)
    assert found, told
    return float(found[1])


def _wait(told: str, share: int) -> float:
    found = re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", told)
    assert found, told
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]
