"""Every write of the worklist."""

from tongban.foundation.worklist.commands.exports import ask_export, forget_exports, run_again, write_next_export
from tongban.foundation.worklist.commands.work import (
    Work,
    accept_hand_over,
    claim,
    close,
    hand_over,
    put,
    put_when,
    refuse_hand_over,
    release,
    row_of,
    withdraw_hand_over,
)

__all__ = [
    "Work",
    "accept_hand_over",
    "ask_export",
    "claim",
    "close",
    "forget_exports",
    "hand_over",
    "put",
    "put_when",
    "refuse_hand_over",
    "release",
    "row_of",
    "run_again",
    "withdraw_hand_over",
    "write_next_export",
]
