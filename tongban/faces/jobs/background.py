"""Background jobs: procrastinate's worker inside ours, on connections of its own."""

import asyncio
import threading
from typing import cast

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

POLL = 0.2
GRACE = 3.0
"""Seconds that jobs under way get to finish once the worker is told to stop; later they are aborted and run again."""


def work_until(stop: threading.Event) -> bool:
    """Runs jobs until `stop` is set. Raises when the database goes away."""
    asyncio.run(_work_until(stop))
    return False


async def _work_until(stop: threading.Event) -> None:
    working = asyncio.create_task(_work())
    while not stop.is_set() and not working.done():
        await asyncio.sleep(POLL)
    if working.done():
        return working.result()
    working.cancel()
    # Closing connections that died may take longer than anybody should wait: the process ends anyway.
    await asyncio.wait({working}, timeout=GRACE + 1)


async def _work() -> None:
    # A second app over the same tasks: the first keeps deferring on Django's connection, inside the transaction of
    # whoever defers, while this one takes jobs on connections of its own.
    django = cast(DjangoConnector, app.connector)
    taker: App = app.with_connector(django.get_worker_connector())
    async with taker.open_async():
        await taker.run_worker_async(
            install_signal_handlers=False, shutdown_graceful_timeout=GRACE, delete_jobs="successful"
        )
