"""Work in a thread of its own, for libraries that run an event loop: a browser test may have left one in one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def apart(work: Callable[..., T], *given: object) -> T:
    """What the work returns or raises."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *given).result()
