"""The command line: what each word does, and that a database started for one command is gone after it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.runtime.house import House, clean, processes_of, run, tongban, until
from tongban.config.environment import PROJECT

SHOW = "import os; print(*[os.environ[f'DATABASE_{name}URL'].split('@')[0] for name in ('', 'OWNER_', 'SEALER_')])"
CONNECT = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']).close(); print('connected')"
LINGER = f"{CONNECT}; import sys; sys.stdout.flush(); sys.stdin.readline(); {CONNECT}"


def begin(house: House, *command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        tongban(*command),
        env=clean(house.data, {}),
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_with_database_names_the_three_connections_and_ends_the_server(house: House) -> None:
    done = run("with-database", "--", sys.executable, "-c", SHOW, data=house.data)
    assert done.stdout.split() == [f"postgresql://tongban_{role}" for role in ("app", "owner", "sealer")]
    assert house.processes() == {}


def test_with_database_joins_a_running_house(running: House) -> None:
    done = run("with-database", "--", sys.executable, "-c", CONNECT, data=running.data)
    assert (done.returncode, done.stdout) == (0, "connected\n")
    assert 200 <= running.status() < 500


def test_a_guest_is_not_cut_off_by_the_command_that_started_the_database(house: House) -> None:
    first = begin(house, "with-database", sys.executable, "-c", LINGER)
    assert first.stdout is not None
    assert first.stdout.readline() == "connected\n"
    guest = begin(house, "with-database", sys.executable, "-c", LINGER)
    assert guest.stdout is not None
    assert guest.stdout.readline() == "connected\n"
    first.stdin.write("\n")  # type: ignore[union-attr]
    first.stdin.flush()  # type: ignore[union-attr]
    assert [first.stdout.readline(), first.stdout.readline()] == [
        "connected\n",
        "Waiting for another tongban command …\n",
    ]
    assert guest.communicate("\n", timeout=30)[0] == "connected\n"
    assert first.communicate(timeout=30)[0] == ""
    assert house.processes() == {}


@pytest.mark.parametrize(("code", "status"), [("raise SystemExit(7)", 7), ("import os; os.kill(os.getpid(), 15)", 143)])
def test_with_database_passes_the_status_on(house: House, code: str, status: int) -> None:
    assert run("with-database", "--", sys.executable, "-c", code, data=house.data).returncode == status


def test_sigterm_reaches_the_command_and_the_database(house: House) -> None:
    process = begin(house, "with-database", sys.executable, "-c", LINGER)
    assert process.stdout is not None
    process.stdout.readline()
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 143
    until(lambda: not processes_of(house.data), "no process is left")


def test_a_command_that_does_not_exist(house: House) -> None:
    done = run("dance-tango", data=house.data)
    assert (done.returncode, done.stderr) == (2, "tongban: unknown command 'dance_tango'; see `tongban help`.\n")
    done = run("with-database", "--", "/no/such/program", data=house.data)
    assert (done.returncode, done.stderr) == (127, "tongban: /no/such/program: No such file or directory\n")


def test_help_lists_the_words(tmp_path: Path) -> None:
    done = run("--help", data=tmp_path / "var")
    assert done.returncode == 0
    assert [line.split("  ")[0] for line in done.stdout.splitlines()[:4]] == [
        "tongban run",
        "tongban migrate",
        "tongban with-database -- CMD …",
        "tongban COMMAND …",
    ]
    assert run(data=tmp_path / "var").returncode == 2


@pytest.mark.long
def test_migrating_back_is_noticed_by_the_next_run(house: House) -> None:
    assert run("migrate", "sessions", "zero", data=house.data).returncode == 0
    house.start().await_ready()
    assert "Preparing the tables" in house.told()
    assert house.stop() == 0
