"""`tongban run`: database, tables, static files, sample, then the pages and the worker, until somebody asks to stop.

Order of stopping: pages, worker, database. Killed outright, it takes its children with it, and the next run recovers.
"""

import http.client
import os
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

from tongban.config import database, environment
from tongban.config.console import CannotRun, complain, say, words
from tongban.config.embedded import EmbeddedPostgres
from tongban.config.preparation import Preparation, offers, sample_accounts, tongban
from tongban.config.services import Service
from tongban.config.stopping import Stopped, StopRequest

THREADS = environment.WEB_THREADS
MOST_CONNECTIONS = 80  # of the 120 the embedded database allows
TRIES = 3  # crashes before the first page, after which the start is given up


def run() -> int:
    """Exit status 0 after a requested stop; raises CannotRun with one sentence otherwise."""
    stop = StopRequest()
    stop.listen()
    try:
        with ExitStack() as house:
            _serve(house, stop)
    except Stopped:
        say(words("Tongban has stopped.", "通办已停止。"))
    return 0


def _serve(house: ExitStack, stop: StopRequest) -> None:
    check_port(environment.address(), environment.port())
    server = _database(house, stop)
    logs = environment.data_folder() / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    env = _environment()
    preparation = Preparation(env=env, logs=logs, pause=stop.pause)
    preparation.migrate()
    preparation.collect_static()
    preparation.load_sample()
    preparation.check_start()
    services = []
    if offers("worker"):
        services.append(house.enter_context(_worker(env, logs)))
    web = house.enter_context(_web(env, logs))
    services.append(web)
    _await_first_page(web, services, stop)
    _announce()
    while True:
        stop.pause(0.2)
        _tend(server, services)


def check_port(address: str, port: int) -> None:
    """Raises CannotRun where the pages could not be served there."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
            probe.listen()
    except OSError as error:
        other = 8080 if port != 8080 else 8081
        raise CannotRun(
            words(
                f"Port {port} on {address} cannot be used ({error.strerror}):"
                f" stop what uses it, or choose another port: PORT={other} make run",
                f"{address} 的端口 {port} 无法使用({error.strerror}):请停止占用它的程序,或另选:PORT={other} make run",
            )
        ) from None


def _database(house: ExitStack, stop: StopRequest) -> EmbeddedPostgres | None:
    """The embedded server, started; None where DATABASE_URL names another, which answers."""
    if environment.database_url():
        database.check_named_servers()
        return None
    server = database.embedded(stop.pause)
    server.start()
    house.callback(server.stop)
    house.callback(say, words("Stopping the database …", "正在停止数据库……"))
    database.name_in_environment(server)
    return server


def _environment() -> dict[str, str]:
    folders = {"TONGBAN_DATA": str(environment.data_folder()), "TONGBAN_KEYS": str(environment.key_folder())}
    paths = os.pathsep.join(filter(None, [str(environment.PROJECT), os.environ.get("PYTHONPATH")]))
    return os.environ | folders | {"TONGBAN_SUPERVISED": "1", "PYTHONUNBUFFERED": "1", "PYTHONPATH": paths}


def _web(env: dict[str, str], logs: Path) -> Service:
    """Knows the runtime role's connection alone."""
    workers = min(len(os.sched_getaffinity(0)), MOST_CONNECTIONS // THREADS)
    options = {
        "interface": "wsgi",
        "host": environment.address(),
        "port": environment.port(),
        "workers": workers,
        "blocking-threads": THREADS,
        "workers-kill-timeout": 10,
    }
    flags = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "granian", *flags, "--no-ws", "--respawn-failed-workers"]
    ours = {name: value for name, value in env.items() if name not in ("DATABASE_OWNER_URL", "DATABASE_SEALER_URL")}
    return Service("web", [*command, "tongban.config.wsgi:application"], env=ours, log=logs / "web.log", patience=15)


def _worker(env: dict[str, str], logs: Path) -> Service:
    ours = {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}
    return Service("worker", tongban("worker"), env=ours, log=logs / "worker.log", patience=30)


def _tend(server: EmbeddedPostgres | None, services: list[Service]) -> None:
    if server is not None and not server.is_running():
        complain(words(f"The database ended; starting it again (log: {server.log}).", "数据库已退出,正在重新启动。"))
        server.stop()
        server.start()
    for service in services:
        service.tend()


def _await_first_page(web: Service, services: list[Service], stop: StopRequest) -> None:
    while (status := _first_page()) == 0:
        stop.pause(0.05)
        _tend(None, services)
        if web.crashes >= TRIES:
            raise CannotRun(
                words(
                    f"The web server does not start; its log says why: {web.log}",
                    f"网页服务无法启动,原因见日志:{web.log}",
                )
            )
    if status >= 500:
        complain(words(f"The first page answers {status} (log: {web.log}).", f"首页返回 {status}(日志:{web.log})。"))


def _first_page() -> int:
    """The HTTP status of the portal's home, 0 while nobody answers."""
    host = environment.address().replace("0.0.0.0", "127.0.0.1")
    connection = http.client.HTTPConnection(host, environment.port(), timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _announce() -> None:
    host = environment.address().replace("0.0.0.0", "127.0.0.1")
    say(
        words(
            f"Tongban is ready: http://{host}:{environment.port()}/", f"通办已就绪:http://{host}:{environment.port()}/"
        )
    )
    if accounts := sample_accounts():
        say(words(f"Sample accounts: {accounts}", f"样例账号:{accounts}"))
    say(words("Ctrl-C stops it.", "按 Ctrl-C 停止。"))
