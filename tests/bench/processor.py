"""Whose processor time it was: a busy neighbour must not be taken for our slowness."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
QUIET = 0.35
"""Processors that others may keep busy before a time says little any more."""


@dataclass(slots=True)
class Used:
    """Processor seconds of the watched processes with all they started, and of everybody else, over `seconds`."""

    ours: float = 0.0
    others: float = 0.0
    seconds: float = 0.0

    @property
    def neighbours(self) -> float:
        """How many processors others kept busy."""
        return self.others / self.seconds


@contextmanager
def watched(*processes: int) -> Iterator[Used]:
    """What was used within the block; this very process with its children counts as ours."""
    watched_ones, used = (os.getpid(), *processes), Used()
    ours, all_of_them, began = _tree(watched_ones), _machine(), time.monotonic()
    yield used
    used.ours, used.seconds = _tree(watched_ones) - ours, time.monotonic() - began
    used.others = max(0.0, _machine() - all_of_them - used.ours)


def _tree(roots: tuple[int, ...]) -> float:
    """Seconds of the roots, of what they have waited for, and of what lives below them."""
    parents, spent = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)], spent[int(entry.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    return sum(spent[one] for one in spent if _descends(one, roots, parents)) / TICK


def _descends(one: int, roots: tuple[int, ...], parents: dict[int, int]) -> bool:
    while one in parents:
        if one in roots:
            return True
        one = parents[one]
    return False


def _machine() -> float:
    """Busy seconds of all processors, time taken by the host's other guests left out."""
    user, nice, system, _, _, irq, softirq = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:8])
    return (user + nice + system + irq + softirq) / TICK
