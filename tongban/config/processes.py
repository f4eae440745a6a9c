"""Child processes that never outlive their parent, and locks that the kernel releases when their holder dies."""

import ctypes
import fcntl
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

_SET_PARENT_DEATH_SIGNAL = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with(parent: int, number: int = signal.SIGTERM) -> None:
    """From now on this process gets the signal when its parent dies; it ends here if that has happened already.

    The signal is Linux's; elsewhere only the second half holds.
    """
    if _libc is not None:
        _libc.prctl(_SET_PARENT_DEATH_SIGNAL, int(number))
    if os.getppid() != parent:
        os._exit(1)


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    progress: bool = False,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    account: str = "",
    on_parent_death: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """A child in a session of its own (Ctrl-C does not reach it), its output appended to `log`, or,
    with `progress`, its errors and progress bars shown where ours are.

    Call it from the main thread: the kernel takes the end of the calling thread for the parent's death.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if progress else subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=bound_to_parent(on_parent_death),
            **identity(account),
        )


def bound_to_parent(number: int) -> Callable[[], None]:
    """A `preexec_fn`: the child gets the signal when we die."""
    return partial(die_with, os.getpid(), number)


def identity(account: str) -> dict[str, Any]:
    """What `subprocess` needs to run as `account`; nothing for an empty name, which is ourselves."""
    if not account:
        return {}
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def end(process: subprocess.Popen[bytes], *steps: tuple[int, float]) -> None:
    """The process has ended: each step is a signal and the seconds it is given; then its whole group is killed."""
    for number, seconds in steps:
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
    kill_group(process.pid)
    process.wait()


def kill_group(leader: int) -> None:
    """No process of the group is left."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def wait_until(condition: Callable[[], bool], seconds: float, pause: Callable[[float], None] = time.sleep) -> bool:
    """True as soon as the condition holds, False when the seconds are over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause(0.02)
    return True


def rotate(log: Path, limit: int = 10_000_000) -> None:
    """A log beyond the limit becomes `….1`, replacing the one before."""
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_name(f"{log.name}.1"))


class FolderLock:
    """A lock file: held by processes, not by files, so a killed holder leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self, *, shared: bool = False, wait: bool = False) -> bool:
        """Whether the lock is ours now. An exclusive holder's process number stands in the file."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        mode = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        try:
            fcntl.flock(descriptor, mode)
            if not shared:
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """The lock is free; nothing happens where it was not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> str:
        """The process number written by the last exclusive holder."""
        return self.path.read_text().strip() if self.path.exists() else ""
