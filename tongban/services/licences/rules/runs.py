"""Bulk work: its kinds and states."""

from enum import StrEnum

PORTION = 50
"""Lines done before a run tells how far it is: a second or two, so that progress moves and a stop is heard."""


class RunKind(StrEnum):
    IMPORT = "import"
    ISSUE = "issue"
    UPGRADE = "upgrade"


class RunState(StrEnum):
    """checked → running → finished, stopped by somebody, or parked after an error → running again."""

    REFUSED = "refused"
    CHECKED = "checked"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    PARKED = "parked"
