"""Whether attempts are used up, asked within a larger statement: a right answer should cost no statement more."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.registers.access import errors
from tongban.registers.access.rules import attempts_key, wait_after

COUNTED = """ARRAY(
    SELECT json_build_array(subject, attempts, window_from) FROM access_signinattempts
    WHERE subject = ANY(%(subjects)s) AND window_from > %(over)s
)"""
"""Part of a larger statement, with `Attempts.values`: what `Attempts.check` is asked with."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often each subject may try within a window. For secrets: look, then `count_attempts` what was wrong."""

    limits: Mapping[str, int]
    window: dt.timedelta
    now: dt.datetime

    def values(self) -> dict[str, Any]:
        """What `COUNTED` needs."""
        return {"subjects": [attempts_key(subject) for subject in self.limits], "over": self.now - self.window}

    def check(self, counted: Sequence[tuple[str, int, str]]) -> None:
        """None of the subjects has used up its attempts. Raises Unavailable too_many_attempts as `count_attempts`."""
        if not counted:
            return
        by_key = {attempts_key(subject): limit for subject, limit in self.limits.items()}
        waits = [
            wait_after(by_key[key], attempts + 1, dt.datetime.fromisoformat(begun), self.now, self.window)
            for key, attempts, begun in counted
        ]
        if any(waits):
            raise errors.too_many_attempts(max(waits))
