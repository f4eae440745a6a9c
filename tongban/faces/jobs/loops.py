"""Work repeated for ever in a thread of its own: it outlives its errors and a lost database, and stops when told."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connections

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
"""Seconds between two attempts when a loop keeps failing."""


@dataclass(frozen=True, slots=True)
class Loop:
    """`step` does a piece of work and says whether more waits; `pause` is how many seconds to rest when none does."""

    name: str
    step: Callable[[], bool]
    pause: float


def pause_after(failures: int) -> float:
    """Seconds to rest after so many failed steps in a row: 0.5, 1, 2 … at most 30."""
    return min(0.5 * float(1 << min(failures - 1, 10)), LONGEST_PAUSE)


def start(loops: list[Loop], stop: threading.Event) -> list[threading.Thread]:
    """Each loop runs in its thread until `stop` is set; the step under way is finished."""
    threads = [threading.Thread(target=_turn, args=(loop, stop), name=loop.name, daemon=True) for loop in loops]
    for thread in threads:
        thread.start()
    return threads


def join(threads: list[threading.Thread], *, within: float) -> list[str]:
    """Waits up to `within` seconds in all; the names of threads that still work then."""
    deadline = time.monotonic() + within
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread.name for thread in threads if thread.is_alive()]


def _turn(loop: Loop, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        try:
            close_old_connections()
            more = loop.step()
            pause = 0.0 if more else loop.pause
            failures = 0
        except (Exception, SystemExit) as error:
            failures += 1
            pause = pause_after(failures)
            log.error("%s failed and goes on in %s s: %s", loop.name, pause, str(error).partition("\n")[0])
            log.debug("traceback", exc_info=True)
            connections.close_all()
        stop.wait(pause)
    connections.close_all()
