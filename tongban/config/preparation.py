"""What must be true before the pages are served: tables, static files, sample data. Skipped when unchanged."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from signal import SIGTERM

from tongban.config import environment, marks, processes
from tongban.config.console import CannotRun, say, words
from tongban.config.postgres_processes import disk_full, is_full

COMMANDS = environment.PROJECT / "tongban/faces/jobs/management/commands"


class Preparation:
    """Runs the steps as children; `pause` raises when somebody asks to stop, and the running step is ended."""

    def __init__(self, *, env: Mapping[str, str], logs: Path, pause: Callable[[float], None]) -> None:
        self._env, self._logs, self._pause = env, logs, pause

    def migrate(self) -> None:
        """Tables and rights are those of the sources."""
        if not marks.is_migrated():
            say(words("Preparing the tables …", "正在准备数据表……"))
            self._step("migrate", "migrate", "--no-color")

    def collect_static(self) -> None:
        """Stylesheets, scripts and pictures stand in the data folder."""
        if not marks.has_static():
            say(words("Collecting the static files …", "正在收集静态文件……"))
            self._step("static", "collectstatic", "--noinput", "--clear", "--no-color", "--verbosity=0")
            marks.mark_static()

    def load_sample(self) -> None:
        """The sample data are there, where they are wanted."""
        if offers("load_sample") and environment.wants_sample() and not marks.has_sample():
            say(words("Loading the sample data …", "正在载入示例数据……"))
            self._step("sample", "load-sample", progress=True)
            marks.mark_sample()

    def check_start(self) -> None:
        """A production site has keys and accounts of its own."""
        if environment.is_production() and offers("check_start"):
            self._step("start", "check-start", "--no-color")

    def _step(self, name: str, *arguments: str, progress: bool = False) -> None:
        log = self._logs / f"{name}.log"
        log.write_bytes(b"")
        process = processes.spawn(tongban(*arguments), log=log, progress=progress, env=self._env)
        try:
            while process.poll() is None:
                self._pause(0.02)
        finally:
            processes.end(process, (SIGTERM, 10))
        if process.returncode:
            raise CannotRun(_failure(name, process, log))


def tongban(*arguments: str) -> list[str]:
    """The command line of one of our own commands, whatever the current folder."""
    return [sys.executable, "-m", "tongban.config.cli", *arguments]


def offers(command: str) -> bool:
    """Whether the management command exists."""
    return (COMMANDS / f"{command}.py").exists()


def sample_accounts() -> str:
    """One line with name, phone number and sign-in page of each, and their password; empty without a sample."""
    path = environment.PROJECT / "tongban/sample/accounts.json"
    if not environment.wants_sample() or not path.exists():
        return ""
    sample = json.loads(path.read_text())
    accounts = [
        f"{account['name']} {account['phone']} {'/workbench/sign-in' if account['posts'] else '/sign-in'}"
        for account in sample["accounts"]
    ]
    return f"{' · '.join(accounts)} ({sample['password']})"


def _failure(name: str, process: "subprocess.Popen[bytes]", log: Path) -> str:
    output = log.read_text(errors="replace")
    if is_full(output, environment.data_folder()):
        return disk_full(environment.data_folder())
    last = (output.strip().splitlines() or [f"status {process.returncode}"])[-1].removeprefix("tongban: ")
    return words(f"The step “{name}” failed: {last} (log: {log}).", f"步骤 {name} 失败:{last}(日志:{log})。")
