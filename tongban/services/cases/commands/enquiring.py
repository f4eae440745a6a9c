"""Following a case by what its receipt prints: number and query code, without signing in, and without guessing."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from tongban.foundation.kernel.errors import NotFound, Unavailable
from tongban.registers.access import commands as access
from tongban.services.cases import errors
from tongban.services.cases.queries.progress import (
    Progress,
    attempts_at,
    find_pair,
    get_progress,
    get_progress_json,
)


def follow(*, number: str, code: str, address: str, now: dt.datetime) -> Progress:
    """How the case stands, in one statement; a wrong pair is counted for its number and for the client's address.

    Over a limit even the right code is not looked at, so that nobody learns by asking on. Raises NotFound
    case.not_found, whichever is wrong, Unavailable case.too_many_tries (retry_after seconds).
    """
    with _counting(number, address, now):
        return get_progress(number, code, now=now, address=address)


def follow_json(*, number: str, code: str, address: str, now: dt.datetime) -> bytes:
    """As `follow`: the bytes of a JSON object."""
    with _counting(number, address, now):
        return get_progress_json(number, code, now=now, address=address)


@contextmanager
def _counting(number: str, address: str, now: dt.datetime) -> Iterator[None]:
    """What is not found was a wrong try."""
    try:
        try:
            yield
        except NotFound:
            attempts = attempts_at(find_pair(number), address, now)
            access.count_attempts(limits=attempts.limits, window=attempts.window, now=now)
            raise
    except Unavailable as over:
        raise errors.too_many_tries(over.facts["retry_after"]) from over
