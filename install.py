"""Makes a fresh clone able to run: `python3 install.py run`, or `dev` to be able to check it too.

Needs Python's standard library alone. Does only what has changed since last time: a second call is instant.
"""

import fcntl
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence

if sys.version_info < (3, 11):  # noqa: UP036 - older ones must be told
    sys.exit("Tongban needs Python 3.11 or newer; this is %s (%s)." % (sys.version.split()[0], sys.executable))  # noqa: UP031

from pathlib import Path

from tongban.config.console import CannotRun, complain, say, words

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
UNFINISHED = VENV / ".unfinished"
MODULES = ROOT / "node_modules"
STAMP = ".tongban-installed.json"
PURPOSES = ("run", "dev")  # the second contains the first
OLDEST_NODE = 20

NETWORK = (
    "NewConnectionError|NameResolutionError|ConnectTimeout|Max retries exceeded|Network is unreachable"
    "|Connection refused|No matching distribution found|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH"
)


def main(purpose: str) -> None:
    """The environment, the front-end packages and the translations are those of the lock files."""
    with Path(__file__).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(words("Waiting for another installation in this folder …", "等待本目录中的另一个安装过程……"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        install_python_packages(purpose)
        install_front_end_packages(purpose)
        compile_translations()


def install_python_packages(purpose: str) -> None:
    """`.venv` holds exactly versioned, hash-checked packages and the command `tongban`."""
    wanted = {name: digest(f"requirements/{name}.txt", "pyproject.toml", place=VENV) for name in PURPOSES}
    if is_installed(VENV, wanted, purpose) and is_same_python() and not UNFINISHED.exists():
        return
    if VENV.is_symlink():
        say(words(f".venv is a link to {VENV.resolve()}: left as it is.", f".venv 链接到 {VENV.resolve()}:保持不变。"))
        return
    make_environment()
    UNFINISHED.touch()
    pip = find_pip()
    lock = ROOT / f"requirements/{purpose}.txt"
    count = len(re.findall(r"^[\w.-]+==", lock.read_text(), re.MULTILINE))
    step(
        words(f"Installing {count} Python packages", f"安装 {count} 个 Python 包"),
        [*pip, "--require-hashes", "-r", lock],
    )
    step(words("Installing Tongban itself", "安装通办"), [*pip, "--no-deps", "--no-build-isolation", "-e", ROOT])
    remember(VENV, wanted, purpose)
    UNFINISHED.unlink()


def make_environment() -> None:
    """`.venv` is an environment of this Python; an unfinished one, or another Python's, is made anew."""
    check_writable()
    if VENV.exists() and is_same_python() and not UNFINISHED.exists():
        return
    if VENV.exists():
        say(
            words(
                "Removing the old .venv (unfinished, or of another Python).",
                "删除旧的 .venv(未完成或属于其他 Python)。",
            )
        )
        shutil.rmtree(VENV)
    VENV.mkdir()
    UNFINISHED.touch()
    bare = [] if works("ensurepip") else ["--without-pip"]
    version = sys.version.split()[0]
    step(
        words(f"Making .venv with Python {version}", f"用 Python {version} 创建 .venv"),
        [sys.executable, "-m", "venv", *bare, VENV],
    )


def find_pip() -> list[str | Path]:
    """A command that installs into `.venv`: its own pip, or, where Debian's python3-venv is absent, any other."""
    options = ["install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if glob.glob(str(VENV / "lib/python*/site-packages/pip")):
        return [PYTHON, "-m", "pip", *options]
    if works("pip"):
        return [sys.executable, "-m", "pip", "--python", PYTHON, *options]
    for wheel in glob.glob("/usr/share/python-wheels/pip-*.whl"):
        return [PYTHON, wheel + "/pip", *options]
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--quiet", "--python", PYTHON]
    package = "python3.%d-venv" % sys.version_info[1]  # noqa: UP031
    raise CannotRun(
        words(
            f"This Python has neither ensurepip nor pip: apt-get install {package} (Debian), then try again.",
            f"此 Python 既没有 ensurepip 也没有 pip:请先 apt-get install {package}(Debian)再重试。",
        )
    )


def install_front_end_packages(purpose: str) -> None:
    """`node_modules` holds the packages of package-lock.json."""
    wanted = {name: digest("package-lock.json", ".npmrc", place=MODULES) for name in PURPOSES}
    if is_installed(MODULES, wanted, purpose):
        return
    if MODULES.is_symlink():
        target = MODULES.resolve()
        say(words(f"node_modules is a link to {target}: left as it is.", f"node_modules 链接到 {target}:保持不变。"))
        return
    check_writable()
    check_node()
    omit = ["--omit=dev"] if purpose == "run" else []
    command = ["npm", "ci", *omit, "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"]
    step(words("Installing the front-end packages", "安装前端包"), command)
    remember(MODULES, wanted, purpose)


def check_node() -> None:
    """Node is there and new enough."""
    for name in ("node", "npm"):
        if not shutil.which(name):
            raise CannotRun(
                words(
                    f"`{name}` is missing: install Node.js {OLDEST_NODE} or newer, with npm.",
                    f"缺少 {name}:请安装 Node.js {OLDEST_NODE} 或更新版本及 npm。",
                )
            )
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    if int(re.sub(r"\D.*", "", version.lstrip("v")) or 0) < OLDEST_NODE:
        raise CannotRun(
            words(
                f"Tongban needs Node.js {OLDEST_NODE} or newer; this is {version or 'none'} ({shutil.which('node')}).",
                f"本系统需要 Node.js {OLDEST_NODE} 或更新版本;当前为 {version}({shutil.which('node')})。",
            )
        )


def compile_translations() -> None:
    """Every catalogue has its compiled form, not older than itself."""
    for catalogue in sorted((ROOT / "tongban/locale").glob("*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            language = catalogue.parts[-3]
            paths = ["-i", str(catalogue), "-o", str(compiled)]
            command = [str(VENV / "bin/pybabel"), "--quiet", "compile", *paths, "-l", language]
            step(words(f"Compiling the translations ({language})", f"编译译文({language})"), command)


def step(what: str, command: Sequence[str | Path]) -> None:
    """The command has succeeded; its output is shown only where it has not. Raises CannotRun with one sentence."""
    say(f"{what} …")
    begin = time.monotonic()
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment(),
    )
    try:
        output = wait(process, begin)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if process.returncode:
        raise CannotRun(explain(what, output))
    say(words(f"  done in {time.monotonic() - begin:.0f} s", f"  完成,用时 {time.monotonic() - begin:.0f} 秒"))


def wait(process: "subprocess.Popen[str]", begin: float) -> str:
    """The output of the finished process; a sign of life every 15 seconds."""
    while True:
        try:
            return process.communicate(timeout=15)[0]
        except subprocess.TimeoutExpired:
            say(f"  … {time.monotonic() - begin:.0f} s")


def explain(what: str, output: str) -> str:
    """One sentence for what went wrong, after the command's last words where the cause is not plain."""
    if "No space left on device" in output or "ENOSPC" in output:
        return full_disk()
    if "DO NOT MATCH THE HASHES" in output:
        return words(
            "A downloaded package differs from the lock file; nothing was installed from it.",
            "下载的包与锁定文件不符,未安装。",
        )
    if re.search(NETWORK, output):
        return words(
            f"{what}: the package registry cannot be reached, or lacks a package: check the network, then try again.",
            f"{what}:无法访问软件包源,或源中缺包:请检查网络后重试。",
        )
    lines = [line for line in output.splitlines() if line.strip() and "Location" not in line]
    return "\n".join([*lines[-15:], words(f"{what} failed, as said above.", f"{what}失败,原因见上。")])


def full_disk() -> str:
    """The sentence for it."""
    return words(
        f"The disk that holds {ROOT} is full: free some space and try again.",
        f"{ROOT} 所在的磁盘已满:请腾出空间后重试。",
    )


def check_writable() -> None:
    """This user may write into the project's folder."""
    if not os.access(ROOT, os.W_OK):
        raise CannotRun(
            words(
                f"{ROOT} cannot be written by this user: clone the project into a folder of yours.",
                f"当前用户不能写入 {ROOT}:请把项目克隆到自己的目录。",
            )
        )


def environment() -> dict[str, str]:
    """Ours without what would send packages elsewhere than into `.venv`."""
    misleading = {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV", "NODE_ENV"}
    return {name: value for name, value in os.environ.items() if name not in misleading}


def works(module: str) -> bool:
    """Whether the Python that runs this can run `-m module`."""
    command = [sys.executable, "-m", module, "--version"]
    return subprocess.run(command, capture_output=True, env=environment()).returncode == 0


def is_same_python() -> bool:
    """Whether `.venv` works and belongs to a Python of our version."""
    settings = VENV / "pyvenv.cfg"
    found = re.search(r"^version\s*=\s*(\d+)\.(\d+)", settings.read_text(), re.MULTILINE) if settings.exists() else None
    return PYTHON.exists() and found is not None and found.groups() == tuple(map(str, sys.version_info[:2]))


def digest(*names: str, place: Path) -> str:
    """Changes when one of the files does, or when the project is moved."""
    content = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(str(place).encode() + content).hexdigest()


def is_installed(place: Path, wanted: dict[str, str], purpose: str) -> bool:
    """Whether `place` was filled for this purpose, or a larger one, from the very same files."""
    try:
        done = json.loads((place / STAMP).read_text())
    except (OSError, ValueError):
        return False
    return any(done == {name: wanted[name]} for name in PURPOSES[PURPOSES.index(purpose) :])


def remember(place: Path, wanted: dict[str, str], purpose: str) -> None:
    """The next call finds this done."""
    (place / STAMP).write_text(json.dumps({purpose: wanted[purpose]}))


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["dev"]):
        sys.exit("python3 install.py run | dev")
    try:
        main(sys.argv[1])
    except CannotRun as error:
        complain(str(error))
        sys.exit(1)
    except OSError as error:
        complain(full_disk() if error.errno in (28, 122) else f"{error.strerror}: {error.filename or ROOT}")
        sys.exit(1)
    except KeyboardInterrupt:
        complain(words("interrupted; the next call goes on.", "已中断;再次运行即可继续。"))
        sys.exit(130)
