"""Every write of the outbox: storing events, draining them through reactions, parked runs, upkeep."""

from tongban.foundation.outbox.commands.draining import drain, drain_events, drain_runs
from tongban.foundation.outbox.commands.parked import run_again, run_all_again
from tongban.foundation.outbox.commands.storing import INSERT, emit, emit_many, row_of
from tongban.foundation.outbox.commands.upkeep import beat, forget_beat, sweep

__all__ = [
    "INSERT",
    "beat",
    "drain",
    "drain_events",
    "drain_runs",
    "emit",
    "emit_many",
    "forget_beat",
    "row_of",
    "run_again",
    "run_all_again",
    "sweep",
]
