"""`tongban run`: real runs, stopped and killed in every way, and every sentence with which it refuses."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.runtime.house import House, clean, free_port, run, tongban, until
from tongban.config.embedded import EmbeddedPostgres
from tongban.config.environment import PROJECT

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def rows(house: House, statement: str) -> list[tuple[object, ...]]:
    url = EmbeddedPostgres(house.data / "postgres").url("tongban_owner")
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []


def keep_a_row(house: House) -> None:
    rows(house, "CREATE TABLE kept AS SELECT 42 AS answer")


@pytest.mark.long
def test_the_second_start_serves_the_first_page_within_ten_seconds(house: House) -> None:
    begin = time.monotonic()
    house.start().await_ready()
    assert time.monotonic() - begin < 10


@pytest.mark.long
def test_the_second_start_prepares_nothing(house: House) -> None:
    house.start().await_ready()
    assert 200 <= house.status() < 500
    assert f"http://127.0.0.1:{house.port}/" in house.told()
    assert "Preparing" not in house.told(), "the tables were prepared although nothing had changed"


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, *(pytest.param(each, marks=pytest.mark.long) for each in (signal.SIGINT, signal.SIGHUP))]
)
def test_asked_to_stop_it_leaves_no_process(house: House, number: int) -> None:
    house.start().await_ready()
    assert len(house.processes()) >= 5
    assert house.stop(number) == 0
    assert house.processes() == {}
    told = house.told()
    assert told.index("Stopping web") < told.index("Stopping the database") < told.index("Tongban has stopped.")
    assert (house.data / "postgres/log").read_text().endswith("database system is shut down\n")


@pytest.mark.parametrize("sign", ["data.new-*/base", "data", "data/postmaster.pid"])
def test_asked_to_stop_during_the_first_start(tmp_path: Path, sign: str) -> None:
    house = House(tmp_path / "var").start()
    until(lambda: list((house.data / "postgres").glob(sign)), sign)
    assert house.stop() == 0, house.told()
    assert house.processes() == {}


@pytest.mark.long
def test_killed_outright_it_takes_its_children_along_and_recovers(house: House) -> None:
    house.start().await_ready()
    keep_a_row(house)
    house.kill()
    house.await_nobody()
    house.start().await_ready()
    assert rows(house, "SELECT answer FROM kept") == [(42,)]
    assert house.stop() == 0


def kill_everything(house: House) -> None:
    for pid in house.processes():
        with contextlib.suppress(ProcessLookupError):  # the children of the killed die meanwhile
            os.kill(pid, signal.SIGKILL)
    house.process.wait(10)
    house.await_nobody()


ORPHAN = """
import multiprocessing, os, pathlib, signal, sys, time
def serve(main):
    while os.getppid() == main:
        time.sleep(0.01)
    print("orphaned", flush=True)
    import tongban.config.wsgi
    print("serving", flush=True)
multiprocessing.get_context("fork").Process(target=serve, args=[os.getpid()]).start()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_web_worker_does_not_serve_once_its_main_process_is_dead(tmp_path: Path) -> None:
    environment = clean(tmp_path / "var", {"TONGBAN_SUPERVISED": "1"})
    done = subprocess.run(
        [sys.executable, "-c", ORPHAN],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stdout == "orphaned\n"


@pytest.mark.long
def test_everything_killed_at_once_it_recovers(house: House) -> None:
    house.start().await_ready()
    keep_a_row(house)
    kill_everything(house)
    house.start().await_ready()
    assert rows(house, "SELECT answer FROM kept") == [(42,)]
    assert house.stop() == 0


@pytest.mark.long
def test_ten_kills_at_any_moment(house: House) -> None:
    for after in range(10):
        house.start()
        time.sleep(after * 0.15)  # the moment is the point here
        kill_everything(house)
    house.start().await_ready()
    assert house.stop() == 0
    assert house.processes() == {}


@pytest.mark.long
def test_a_crashed_web_server_is_started_again(house: House) -> None:
    house.start().await_ready()
    os.kill(house.one("granian"), signal.SIGKILL)
    until(lambda: "web ended with status -9; starting it again in 1 s" in house.told(), "the crash is told")
    until(lambda: 200 <= house.status() < 500, "the page is back")
    assert house.stop() == 0
    assert house.processes() == {}


@pytest.mark.long
def test_a_crashed_database_is_started_again(house: House) -> None:
    house.start().await_ready()
    os.kill(int((house.data / "postgres/data/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    until(lambda: "The database ended; starting it again" in house.told(), "the crash is told")
    until(lambda: (house.data / "postgres/data/postmaster.pid").exists(), "the database is back")
    until(lambda: "ready" in (house.data / "postgres/data/postmaster.pid").read_text(), "it is ready")
    assert house.stop() == 0
    assert house.processes() == {}


def test_the_web_server_knows_neither_owner_nor_sealer(running: House) -> None:
    environment = Path(f"/proc/{running.one('granian')}/environ").read_text()
    assert "DATABASE_URL=postgresql://tongban_app@" in environment
    assert "DATABASE_OWNER_URL" not in environment
    assert "DATABASE_SEALER_URL" not in environment


def refusal(data: Path, **environment: str) -> str:
    """The one sentence, after exit status 1."""
    done = run("run", data=data, **environment)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    return done.stderr.strip()


def test_a_busy_port(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert refusal(tmp_path / "var", PORT=str(port)) == (
            f"tongban: Port {port} on 127.0.0.1 cannot be used (Address already in use):"
            " stop what uses it, or choose another port: PORT=8080 make run"
        )
    assert not (tmp_path / "var").exists(), "something was begun before the port was looked at"


def test_sentences_follow_the_locale(tmp_path: Path) -> None:
    assert refusal(tmp_path / "var", PORT="1", TONGBAN_ADDRESS="192.0.2.1", LANG="zh_CN.UTF-8").startswith(
        "tongban: 192.0.2.1 的端口 1 无法使用"
    )


@pytest.mark.parametrize("port", ["0", "65536", "http", "８０００"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    assert refusal(tmp_path / "var", PORT=port).startswith("tongban: PORT must be a number from 1 to 65535, not ")


def test_a_second_run_on_the_same_folder(running: House) -> None:
    sentence = refusal(running.data, PORT=str(free_port()))
    assert sentence.startswith(f"tongban: Another Tongban (process {running.process.pid}) is using the database in ")
    assert 200 <= running.status() < 500


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "postgresql://me:secret@127.0.0.1:1/x",
            "DATABASE_URL names a database that cannot be used: connection failed",
        ),
        ("mysql://me@127.0.0.1/x", "A database URL must begin with postgresql://"),
        ("postgresql://me:secret@[::1/x", "The database URL cannot be read: "),
        ("postgresql://me:secret@127.0.0.1:port/x", "The database URL cannot be read: "),
        ("postgresql://me:secret@/x?host=/nowhere&oddity=1", "DATABASE_URL names a database that cannot be used: "),
    ],
)
def test_a_database_url_that_leads_nowhere(tmp_path: Path, url: str, sentence: str) -> None:
    told = refusal(tmp_path / "var", DATABASE_URL=url, PORT=str(free_port()))
    assert told.startswith(f"tongban: {sentence}")
    assert "secret" not in told


def test_a_spoiled_database(house: House) -> None:
    (house.data / "postgres/data/PG_VERSION").write_text("15\n")
    assert "was made by PostgreSQL 15, this Tongban brings PostgreSQL 18" in refusal(house.data, PORT=str(free_port()))


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    assert str(tmp_path / "var") in refusal(tmp_path / "var", PORT=str(free_port()))


@as_root
@pytest.mark.parametrize("size", ["20m", pytest.param("50m", marks=pytest.mark.long)])
def test_a_full_disk(tmp_path: Path, size: str) -> None:
    script = f"mount -t tmpfs -o size={size} none '{tmp_path}' && exec \"$@\""
    command = ["unshare", "-m", "sh", "-c", script, "sh", *tongban("run")]
    environment = clean(tmp_path / "var", {"PORT": str(free_port())})
    done = subprocess.run(
        command, env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stdout
    assert done.stderr.strip().endswith("is full: free some space and start again."), done.stderr
    assert len(done.stderr.splitlines()) == 1
