"""Many real clients at once: one thread and one database connection each, released together."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from tongban.foundation.routing.guard import guard

Result = TypeVar("Result")


def at_once(clients: int, act: Callable[[int], Result]) -> list[Result | Exception]:
    """What `act(0)`..`act(clients - 1)` returned or raised, in that order. Needs a transactional test."""
    gate = threading.Barrier(clients)

    def client(number: int) -> Result | Exception:
        try:
            connection.ensure_connection()
            gate.wait(30)
            with connection.execute_wrapper(guard):
                return act(number)
        except Exception as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(client, range(clients)))
