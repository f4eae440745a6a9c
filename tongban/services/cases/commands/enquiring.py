"""Following a case by what its receipt prints: number and query code, without signing in, and without guessing."""

import datetime as dt

from tongban.foundation.kernel.errors import Invalid, NotFound, Unavailable
from tongban.registers.access import commands as access
from tongban.services.cases import errors, sealing
from tongban.services.cases.queries.progress import Progress, get_progress

WINDOW = dt.timedelta(minutes=15)
PER_NUMBER, PER_ADDRESS = 10, 100
"""Wrong codes in one window, across all workers. A hall shares one address."""


def follow(*, number: str, code: str, address: str, now: dt.datetime) -> Progress:
    """How the case stands; a wrong pair is counted for its number and for the client's address.

    Over a limit even the right code is not looked at, so that nobody learns by asking on. Raises NotFound
    case.not_found, whichever is wrong, Unavailable case.too_many_tries (retry_after seconds).
    """
    limits = _limits(number, address)
    try:
        access.check_attempts(limits=limits, window=WINDOW, now=now)
        return get_progress(number, code, now=now)
    except NotFound:
        _count(limits, now)
        raise
    except Unavailable as over:
        raise errors.too_many_tries(over.facts["retry_after"]) from over


def _count(limits: dict[str, int], now: dt.datetime) -> None:
    try:
        access.count_attempts(limits=limits, window=WINDOW, now=now)
    except Unavailable as over:
        raise errors.too_many_tries(over.facts["retry_after"]) from over


def _limits(number: str, address: str) -> dict[str, int]:
    """However the number is spelt, it is the same; one that was never given has nothing to guess."""
    limits = {f"query code address {address}": PER_ADDRESS}
    try:
        bucket, sequence = sealing.pair_of(number)
    except Invalid:
        return limits
    return limits | {f"query code {bucket} {sequence}": PER_NUMBER}
