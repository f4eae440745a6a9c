"""The database a command works on: the server named by DATABASE_URL, else the embedded one, started where need be."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator

import psycopg

from tongban.config import environment
from tongban.config.console import CannotRun, say, words
from tongban.config.embedded import ROLES, EmbeddedPostgres, InUse
from tongban.config.processes import FolderLock

OLDEST_SERVER = 160_000


def embedded(pause: Callable[[float], None] = time.sleep) -> EmbeddedPostgres:
    """The embedded server of the data folder, not started; others can read nothing in that folder."""
    environment.data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    return EmbeddedPostgres(environment.data_folder() / "postgres", say=say, pause=pause)


def name_in_environment(server: EmbeddedPostgres) -> None:
    """DATABASE_URL and its two companions name the embedded server, for us and our children."""
    owner, runtime, sealer = (server.url(role) for role in ROLES)
    os.environ.update(DATABASE_URL=runtime, DATABASE_OWNER_URL=owner, DATABASE_SEALER_URL=sealer)


@contextlib.contextmanager
def ensured() -> Iterator[None]:
    """A database answers and DATABASE_URL names it; a server that was started for this is stopped at the end."""
    if environment.database_url():
        check_named_servers()
        yield
        return
    server = embedded()
    guests = FolderLock(server.folder / "guests")
    started = _start_or_join(server, guests)
    name_in_environment(server)
    try:
        yield
    finally:
        guests.release()
        if started:
            _wait_for_guests(guests)
            server.stop()
        guests.release()


def _start_or_join(server: EmbeddedPostgres, guests: FolderLock) -> bool:
    """True when the server was started here, False when it already ran and we hold a guest's place."""
    deadline = time.monotonic() + 60
    while True:
        try:
            server.start()
            return True
        except InUse:
            guests.take(shared=True, wait=True)
            if server.answers():
                return False
            guests.release()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _wait_for_guests(guests: FolderLock) -> None:
    if not guests.take():
        say(words("Waiting for another tongban command …", "等待另一个 tongban 命令结束……"))
        guests.take(wait=True)


def check_named_servers() -> None:
    """Every server named in the environment answers and is new enough; raises CannotRun."""
    urls = {
        "DATABASE_URL": environment.database_url(),
        "DATABASE_OWNER_URL": environment.owner_url(),
        "DATABASE_SEALER_URL": environment.sealer_url(),
    }
    for name, url in urls.items():
        password = environment.DatabaseUrl.parse(url).password
        try:
            with psycopg.connect(url, connect_timeout=10) as connection:
                version = connection.info.server_version
        except psycopg.Error as error:
            reason = " ".join(str(error).split()).replace(password or "\0", "***")
            raise CannotRun(
                words(f"{name} names a database that cannot be used: {reason}", f"{name} 指定的数据库无法使用:{reason}")
            ) from None
        if version < OLDEST_SERVER:
            raise CannotRun(
                words(
                    f"{name} names PostgreSQL {version // 10_000}; Tongban needs 16 or newer.",
                    f"{name} 指定的是 PostgreSQL {version // 10_000};本系统需要 16 或更新版本。",
                )
            )
