"""What the operator reads: short lines in English or Chinese, and the one sentence with which a command gives up."""

import contextlib
import os
import sys


class CannotRun(Exception):
    """The command cannot do its work; the message is one sentence for the operator, the exit status is 1."""


def words(en: str, zh: str) -> str:
    """The Chinese words where the locale (LC_ALL, LC_MESSAGES, LANG) is Chinese, else the English ones."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return zh if next(filter(None, names), "").startswith("zh") else en


def say(line: str) -> None:
    """One line on standard output, at once; a closed terminal is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


def complain(line: str) -> None:
    """One line on standard error."""
    with contextlib.suppress(OSError, ValueError):
        print(f"tongban: {line}", file=sys.stderr, flush=True)
