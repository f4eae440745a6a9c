"""The embedded PostgreSQL: real starts, stops, kills and spoiled folders."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.runtime.house import until
from tongban.config import postgres_keeper
from tongban.config.console import CannotRun
from tongban.config.embedded import ROLES, EmbeddedPostgres, InUse, shared_buffers
from tongban.config.environment import PROJECT

Make = Callable[..., EmbeddedPostgres]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
STARTER = (
    "import sys, time; from pathlib import Path; from tongban.config.embedded import EmbeddedPostgres;"
    "EmbeddedPostgres(Path(sys.argv[1]), durable=False).start(); print('up', flush=True); time.sleep(600)"
)


def ask(server: EmbeddedPostgres, question: str, role: str = "tongban_owner") -> object:
    with psycopg.connect(server.url(role)) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        return row and row[0]


def keep_a_row(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url("tongban_owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def postmaster(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])


def is_alive(pid: int) -> bool:
    stat_file = Path(f"/proc/{pid}/stat")
    return stat_file.exists() and stat_file.read_text().rpartition(")")[2].split()[0] != "Z"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def starter(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )


def end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_the_first_start_makes_roles_and_database(postgres: Make) -> None:
    server = postgres()
    server.start()
    assert [ask(server, "SELECT current_user::text", role) for role in ROLES] == list(ROLES)
    assert ask(server, "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = 'tongban'") == ROLES[0]


def test_it_listens_on_a_private_socket_alone(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    cluster.start()
    assert ask(cluster, "SELECT current_setting('listen_addresses')") == ""
    assert (mode(cluster.folder), mode(cluster.data), mode(cluster.socket)) == (0o700, 0o700, 0o700)
    assert mode(tmp_path) == 0o711, "a folder that was not made here was changed"


def test_the_settings_are_the_measured_ones(cluster: EmbeddedPostgres) -> None:
    cluster.start()
    names = ("wal_compression", "max_connections", "jit", "shared_buffers", "TimeZone")
    values = [ask(cluster, f"SELECT current_setting('{name}')") for name in names]
    assert values == ["off", "120", "off", "256MB", "Asia/Shanghai"]


@pytest.mark.parametrize(
    ("gigabytes", "buffers"), [(0.5, "128MB"), (1, "128MB"), (4, "512MB"), (16, "2048MB"), (256, "2048MB")]
)
def test_the_database_keeps_an_eighth_of_the_memory(gigabytes: float, buffers: str) -> None:
    assert shared_buffers(int(gigabytes * 2**30)) == buffers


def test_the_operator_says_what_the_database_keeps(cluster: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_DB_BUFFERS", "64MB")
    cluster.start()
    assert ask(cluster, "SELECT current_setting('shared_buffers')") == "64MB"


def test_data_survive_a_stop(cluster: EmbeddedPostgres) -> None:
    cluster.start()
    keep_a_row(cluster)
    cluster.stop()
    cluster.start()
    assert ask(cluster, "SELECT answer FROM kept") == 42


def test_data_survive_sigkill_of_the_server(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")  # durable, as in production
    server.start()
    keep_a_row(server)
    os.kill(postmaster(server), signal.SIGKILL)
    until(lambda: not server.is_running(), "the server is dead")
    server.stop()
    server.start()
    assert ask(server, "SELECT answer FROM kept") == 42
    server.stop()


def test_a_killed_starter_leaves_no_server(postgres: Make, tmp_path: Path) -> None:
    server = postgres()
    process = starter(server.folder)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    orphan = postmaster(server)
    end(process)
    until(lambda: not is_alive(orphan), "the server ends with its starter")
    server.start()
    assert ask(server, "SELECT 1") == 1


def test_an_orphaned_server_is_ended_first(cluster: EmbeddedPostgres) -> None:
    options = f"-c listen_addresses= -c unix_socket_directories={cluster.socket}"
    files = ["-D", str(cluster.data), "-l", str(cluster.log)]
    command = [postgres_keeper.program("pg_ctl"), *files, "-o", options, "-w", "start"]
    assert postgres_keeper.choose_keeper(cluster.folder).run(command).returncode == 0
    orphan = postmaster(cluster)
    cluster.start()
    assert not is_alive(orphan)
    assert ask(cluster, "SELECT 1") == 1


def test_a_recycled_process_number_is_no_obstacle(cluster: EmbeddedPostgres) -> None:
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n1\n5432\n\n\n\nready\n")
    (cluster.socket / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n{cluster.data}\n1\n5432\n{cluster.socket}\n")
    cluster.start()
    assert ask(cluster, "SELECT 1") == 1


@pytest.mark.parametrize("sign", ["base", "PG_VERSION", "global/pg_control"])
def test_a_kill_in_the_middle_of_the_first_start(postgres: Make, sign: str) -> None:
    server = postgres()
    process = starter(server.folder)
    until(lambda: list(server.folder.glob(f"data.new-*/{sign}")), sign)
    end(process)
    assert not server.data.exists()
    server.start()
    assert [ask(server, "SELECT current_user::text", role) for role in ROLES] == list(ROLES)


def test_a_second_starter_gets_one_sentence(postgres: Make) -> None:
    postgres().start()
    second = postgres()
    with pytest.raises(InUse, match=rf"Another Tongban \(process {os.getpid()}\) is using the database in .*postgres"):
        second.start()


def test_a_path_too_long_for_a_socket(postgres: Make, tmp_path: Path) -> None:
    server = postgres(tmp_path / ("长" * 40) / "postgres")
    server.start()
    socket = server.socket
    assert ask(server, "SELECT 1") == 1
    assert mode(socket) == 0o700
    assert not socket.is_relative_to(tmp_path)
    server.stop()
    assert not socket.exists()


def test_spaces_quotes_and_commas_in_the_path(postgres: Make, tmp_path: Path) -> None:
    server = postgres(tmp_path / "a b,'c\"%d")
    server.start()
    assert ask(server, "SELECT 1") == 1


def refusal(server: EmbeddedPostgres) -> str:
    with pytest.raises(CannotRun) as caught:
        server.start()
    assert not server.is_running()
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(server.folder), "FOLDER")


def test_a_cluster_of_another_version(cluster: EmbeddedPostgres) -> None:
    (cluster.data / "PG_VERSION").write_text("16\n")
    assert refusal(cluster).startswith("FOLDER/data was made by PostgreSQL 16, this Tongban brings PostgreSQL 18:")


def test_a_foreign_folder(postgres: Make) -> None:
    server = postgres()
    server.data.mkdir(parents=True)
    (server.data / "holiday.jpg").write_bytes(b"mine")
    assert refusal(server).startswith("FOLDER/data holds no complete PostgreSQL database: move it away")
    assert (server.data / "holiday.jpg").read_bytes() == b"mine"


def test_a_damaged_cluster(cluster: EmbeddedPostgres) -> None:
    (cluster.data / "global/pg_control").write_bytes(b"\0" * 8192)
    assert refusal(cluster).startswith("The database in FOLDER cannot start: ")


@as_root
def test_a_folder_of_somebody_else(postgres: Make) -> None:
    server = postgres()
    server.folder.mkdir()
    os.chown(server.folder, 12_345, 12_345)
    assert refusal(server) == "FOLDER belongs to user 12345: run Tongban as that user, or choose another TONGBAN_DATA."


@as_root
@pytest.mark.parametrize("size", ["20m", "45m"])
def test_a_full_disk(tmp_path: Path, size: str) -> None:
    mount = f"mount -t tmpfs -o size={size},mode=700 none '{tmp_path}'"
    script = f"{mount} && exec '{sys.executable}' -c \"$0\" '{tmp_path}/postgres'"
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, STARTER], cwd=PROJECT, capture_output=True, text=True, timeout=60
    )
    assert done.stderr.splitlines()[-1] == (
        f"tongban.config.console.CannotRun: The disk that holds {tmp_path}/postgres is full:"
        " free some space and start again."
    )


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Root on a machine that forbids user namespaces."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    monkeypatch.setattr(postgres_keeper, "ELSEWHERE", folder / "tongban")
    monkeypatch.setattr(postgres_keeper, "_namespaces_work", lambda: False)
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@as_root
def test_without_namespaces_another_account_keeps_it(elsewhere: Path, postgres: Make) -> None:
    server = postgres()
    server.start()
    keep_a_row(server)
    server.stop()
    server.start()
    assert ask(server, "SELECT answer FROM kept") == 42
    assert server.data.is_relative_to(elsewhere)
    assert (server.data.owner(), mode(server.data), mode(server.socket)) in {
        ("nobody", 0o700, 0o700),
        ("postgres", 0o700, 0o700),
    }
    server.stop()
