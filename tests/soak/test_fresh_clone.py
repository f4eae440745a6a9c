"""`make run` from a fresh clone with the system's own Python: as root and as an ordinary user, in private folders."""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.runtime.house import free_port, processes_of, until
from tongban.config.environment import PROJECT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.geteuid() != 0 or not Path("/usr/sbin/useradd").exists(), reason="needs root and useradd"),
]


@pytest.fixture(params=["root", "tongban-visitor"])
def account(request: pytest.FixtureRequest) -> Iterator[str]:
    """Root, and a user made for this test."""
    name = str(request.param)
    if name != "root":
        subprocess.run(["useradd", "-m", name], check=True)
        Path(pwd.getpwnam(name).pw_dir).chmod(0o700)
    yield name
    if name != "root":
        subprocess.run(["userdel", "-r", name], check=True, capture_output=True)


@pytest.fixture
def clone(account: str, tmp_path: Path) -> Path:
    """The committed state, in a folder only the account may enter."""
    home = tmp_path if account == "root" else Path(pwd.getpwnam(account).pw_dir)
    subprocess.run(["git", "clone", "-q", PROJECT, home / "tongban"], check=True)
    subprocess.run(["chown", "-R", f"{account}:", home / "tongban"], check=True)
    return home / "tongban"


def make_run(clone: Path, account: str, output: Path) -> "subprocess.Popen[bytes]":
    port = free_port()
    script = f"cd '{clone}' && PATH=/usr/local/bin:/usr/bin:/bin PORT={port} exec make run"
    command = ["sh", "-c", script] if account == "root" else ["runuser", "-u", account, "--", "sh", "-c", script]
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TONGBAN_"))}
    with output.open("wb") as file:
        return subprocess.Popen(
            command, env=ours | {"HOME": pwd.getpwnam(account).pw_dir}, stdout=file, stderr=subprocess.STDOUT
        )


@pytest.mark.parametrize("budget", [180])
def test_make_run_twice(account: str, clone: Path, tmp_path: Path, budget: float) -> None:
    for seconds in (budget, 10):
        begin = time.monotonic()
        process = make_run(clone, account, output := tmp_path / "output")
        until(partial(is_over, process, output), "the first page", seconds + 60)
        assert "is ready" in output.read_text(), output.read_text()
        assert time.monotonic() - begin < seconds
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        until(lambda: not processes_of(clone), "no process is left")


def is_over(process: "subprocess.Popen[bytes]", output: Path) -> bool:
    return "is ready" in output.read_text() or process.poll() is not None
