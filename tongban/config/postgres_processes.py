"""What the embedded PostgreSQL leaves on the machine: its socket folder, its processes, its last words."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT

from tongban.config.console import CannotRun, words
from tongban.config.postgres_keeper import Keeper
from tongban.config.processes import wait_until

SOCKET_LIMIT = 107  # bytes of a UNIX socket's path, less on no system we know


def socket_folder(home: Path, keeper: Keeper) -> Path:
    """`home/socket`, or a private temporary folder, noted in `home/socket-folder`, where that path does not fit."""
    own = home / "socket"
    if _fits(own):
        keeper.make_folder(own)
        return own
    note = home / "socket-folder"
    if note.exists() and _is_private(remembered := Path(note.read_text())):
        return remembered
    for parent in (tempfile.gettempdir(), "/tmp"):
        if _fits(Path(parent) / "tongban-12345678"):
            made = Path(tempfile.mkdtemp(prefix="tongban-", dir=parent))
            keeper.make_folder(made)
            note.write_text(str(made))
            return made
    raise CannotRun(
        words(
            f"The path {home} is too long for a database socket: choose a shorter TONGBAN_DATA.",
            f"路径 {home} 太长,无法放置数据库套接字:请用 TONGBAN_DATA 选择更短的目录。",
        )
    )


def _fits(folder: Path) -> bool:
    # libpq reads a comma as a list of hosts.
    return len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= SOCKET_LIMIT and "," not in str(folder)


def _is_private(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and status.st_mode & 0o077 == 0 and _is_ours(status.st_uid)


def _is_ours(uid: int) -> bool:
    return os.geteuid() in (uid, 0)


def end_leftovers(data: Path, socket: Path, say: Callable[[str], None], pause: Callable[[float], None]) -> None:
    """No server of an earlier, killed run works on `data` any more, and no stale lock file names one."""
    if not Path("/proc/self/cwd").exists():
        return
    waited = False
    for number, seconds in ((SIGINT, 60), (SIGQUIT, 10), (SIGKILL, 10)):
        if not _servers(data):
            break
        if not waited:
            say(words("Ending the database of a killed run …", "正在结束上次被强行终止的数据库……"))
            waited = True
        _signal_first(data, number)
        wait_until(lambda: not _servers(data), seconds, pause)
    # Its process number may belong to somebody else by now, or to a zombie: PostgreSQL would take either for a server.
    (data / "postmaster.pid").unlink(missing_ok=True)
    for lock in socket.glob(".s.PGSQL.*.lock"):
        lock.unlink(missing_ok=True)


def _signal_first(data: Path, number: int) -> None:
    """To the postmaster, or to each lone server process where it is gone."""
    servers = _servers(data)
    try:
        postmaster = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        postmaster = 0
    for pid in [postmaster] if postmaster in servers else servers:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _servers(data: Path) -> list[int]:
    """Processes of PostgreSQL that stand in the data folder, as all its servers do."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if Path(os.readlink(entry / "cwd")) == data and "postgres" in (entry / "comm").read_text():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def explain(output: str, folder: Path, log: Path) -> str:
    """One sentence from PostgreSQL's last words."""
    if is_full(output, folder):
        return disk_full(folder)
    grave = [line for line in output.splitlines() if any(word in line for word in ("FATAL:", "PANIC:", "error:"))]
    reason = grave[-1].split(":", 1)[-1] if grave else ""
    for word in ("FATAL:", "PANIC:", "error:"):
        reason = reason.rpartition(word)[2] if word in reason else reason
    reason = reason.strip() or words("it says nothing", "没有说明原因")
    return words(
        f"The database in {folder} cannot start: {reason} (log: {log}).",
        f"{folder} 中的数据库无法启动:{reason}(日志:{log})。",
    )


def is_full(output: str, folder: Path) -> bool:
    """Whether the last words, or the disk itself, say that no space is left."""
    told = ("No space left on device", "Check free disk space", "File too large")
    return any(words in output for words in told) or shutil.disk_usage(folder).free < 1_000_000


def disk_full(folder: Path) -> str:
    """The sentence for it."""
    return words(
        f"The disk that holds {folder} is full: free some space and start again.",
        f"{folder} 所在的磁盘已满:请腾出空间后重新启动。",
    )
