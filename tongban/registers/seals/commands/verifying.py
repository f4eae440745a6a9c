"""Verification for whoever asks, without signing in: a look at a file, and a limit on how often."""

import datetime as dt

from tongban.foundation.kernel.errors import Unavailable
from tongban.registers.access import commands as access
from tongban.registers.seals import errors
from tongban.registers.seals.queries.verification import verify_file
from tongban.registers.seals.reading import Report, instant_of

WINDOW = dt.timedelta(minutes=10)
PER_ADDRESS = 60
"""Files in one window, across all workers. A hall shares one address."""


def verify_for(*, address: str, content: bytes, now: dt.datetime, on: dt.date | None = None) -> Report:
    """What `verify_file` finds, a seal by itself judged for the day `on`, today unless given.

    The look is counted for the client's address, the file is not kept.
    Raises Unavailable document.too_many (retry_after seconds) over the limit, and Invalid as `verify_file` does.
    """
    try:
        access.count_attempts(limits={f"verification address {address}": PER_ADDRESS}, window=WINDOW, now=now)
    except Unavailable as over:
        raise errors.too_many_files(over.facts["retry_after"]) from over
    return verify_file(content, now=now, at=instant_of(on, now=now))
