"""The command `tongban`: runs the house, or one command of it, on a database that answers."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from tongban.config import database, environment, processes
from tongban.config.console import CannotRun, complain, words
from tongban.config.postgres_processes import disk_full

WITHOUT_DATABASE = {"collectstatic", "compilemessages", "demo", "makemessages", "version"}
USAGE = (
    """\
tongban run                      start everything: database, pages, worker; Ctrl-C stops it
tongban migrate                  bring the database's tables and rights up to date
tongban with-database -- CMD …   run any command while the database runs, with DATABASE_URL set
tongban COMMAND …                run a management command (tongban load-sample, tongban verify-audit, …)
tongban help                     list the management commands

PORT (8000), TONGBAN_ADDRESS (127.0.0.1), TONGBAN_DATA (var/), TONGBAN_KEYS, TONGBAN_SAMPLE (1)
and DATABASE_URL come from the environment.""",
    """\
tongban run                      启动全部:数据库、页面、后台任务;按 Ctrl-C 停止
tongban migrate                  更新数据库的表和权限
tongban with-database -- CMD …   在数据库运行期间执行任意命令,并设置 DATABASE_URL
tongban COMMAND …                执行管理命令(tongban load-sample、tongban verify-audit 等)
tongban help                     列出管理命令

环境变量:PORT(8000)、TONGBAN_ADDRESS(127.0.0.1)、TONGBAN_DATA(var/)、TONGBAN_KEYS、TONGBAN_SAMPLE(1)、DATABASE_URL。""",
)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
OUT_OF_REACH = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}


def main() -> int:
    """The exit status: 0 done, 1 cannot run (one sentence says why), 2 wrong use, else the command's own."""
    try:
        return _dispatch(sys.argv[1:])
    except (CannotRun, environment.Misconfigured) as error:
        complain(str(error))
    except OSError as error:
        if error.errno not in FULL | OUT_OF_REACH:
            raise
        folder = environment.data_folder()
        complain(disk_full(folder) if error.errno in FULL else f"{error.strerror}: {error.filename or folder}")
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 1


def _dispatch(arguments: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    word, *rest = arguments or ["--help"]
    if word in ("--help", "-h"):
        print(words(*USAGE))
        return 0 if arguments else 2
    if word == "run":
        from tongban.config import supervisor

        return supervisor.run()
    if word == "migrate":
        return _migrate(rest)
    if word == "with-database":
        return _with_database(rest[1:] if rest[:1] == ["--"] else rest)
    return _manage(word.replace("-", "_"), rest)


def _migrate(arguments: Sequence[str]) -> int:
    """Tables and rights are those of the sources; done as the owner."""
    os.environ["TONGBAN_DB_ROLE"] = "owner"
    with database.ensured():
        from django.core.management import execute_from_command_line
        from django.db import connection

        from tongban.config import marks, rights

        with marks.one_at_a_time():
            execute_from_command_line(["tongban", "migrate", *arguments])
            if _is_whole(arguments):
                rights.apply(connection)
                connection.close()
                marks.mark_migrated()
    return 0


def _is_whole(arguments: Sequence[str]) -> bool:
    """Whether every app is migrated forward: options may be given, but no app and nothing that only looks."""
    only_look = {"--plan", "--check", "--list", "--help", "-h"}
    return all(word.startswith("-") or word.isdecimal() for word in arguments) and not only_look & set(arguments)


def _with_database(command: Sequence[str]) -> int:
    """The command's own exit status; Ctrl-C is the command's affair, SIGTERM is passed on to it."""
    if not command:
        complain(words("with-database needs a command.", "with-database 之后需要一个命令。"))
        return 2
    with database.ensured():
        try:
            child = subprocess.Popen(command, preexec_fn=processes.bound_to_parent(signal.SIGTERM))
        except OSError as error:
            complain(f"{command[0]}: {error.strerror}")
            return 127
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda number, frame: child.terminate())
        status = child.wait()
    return status if status >= 0 else 128 - status


def _manage(name: str, arguments: Sequence[str]) -> int:
    if name in WITHOUT_DATABASE or name == "help":
        return _django(name, arguments)
    with database.ensured():
        if not _is_known(name):
            complain(
                words(f"unknown command {name!r}; see `tongban help`.", f"没有命令 {name!r};请看 `tongban help`。")
            )
            return 2
        return _django(name, arguments)


def _is_known(name: str) -> bool:
    """Whether an app offers this command; the settings are read here, so the database must have been named before."""
    import django
    from django.core.management import get_commands

    django.setup()
    return name in get_commands()


def _django(name: str, arguments: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tongban", name, *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
