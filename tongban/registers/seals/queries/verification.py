"""Whether a file that somebody holds up to us is genuine."""

import datetime as dt

from tongban.registers.seals import reading
from tongban.registers.seals.queries.trust import trust
from tongban.registers.seals.reading import Report


def verify_file(content: bytes, *, now: dt.datetime, at: dt.datetime | None = None) -> Report:
    """Every layer of every signature, judged by the authority and the seals as they stand now. Nothing is kept.

    `at`: the instant a seal by itself is judged for, `now` unless given. Raises Invalid document.empty,
    document.too_large (limit in MB), document.kind_unknown.
    """
    return reading.verify(content, trust(), at=at or now, now=now)
