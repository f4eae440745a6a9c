"""Background jobs: procrastinate's worker inside ours, on connections of its own."""

import asyncio
import threading
from typing import cast

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Status

POLL = 0.2
TRIES = 3
RESCUE_EVERY = 30.0
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
    working.cancel()
    # Procrastinate's listener does not end by itself once its connection died: nobody waits for it, the process ends.
    ended, _ = await asyncio.wait({working}, timeout=GRACE + 1)
    if ended and not working.cancelled():
        working.result()


async def _work() -> None:
    # A second app over the same tasks: the first keeps deferring on Django's connection, inside the transaction of
    # whoever defers, while this one takes jobs on connections of its own.
    django = cast(DjangoConnector, app.connector)
    taker: App = app.with_connector(django.get_worker_connector())
    async with taker.open_async():
        rescuing = asyncio.create_task(_rescue_for_ever(taker))
        try:
            await taker.run_worker_async(
                install_signal_handlers=False, shutdown_graceful_timeout=GRACE, delete_jobs="successful"
            )
        finally:
            rescuing.cancel()


async def _rescue_for_ever(taker: App) -> None:
    while True:
        await _rescue(taker)
        await asyncio.sleep(RESCUE_EVERY)


async def _rescue(taker: App) -> None:
    """Jobs of workers that ended without a word wait again; one that was under way at three such ends has failed."""
    for job in await taker.job_manager.get_stalled_jobs():
        if job.attempts + 1 < TRIES:
            await taker.job_manager.retry_job(job)
        else:
            await taker.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
