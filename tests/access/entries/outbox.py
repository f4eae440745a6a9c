"""Who may call what of the outbox. Jobs belong to no region: whoever runs the platform sees them all."""

from tests.access.kinds import Guarded, Internal
from tests.access.world import NOW
from tongban.foundation.outbox import commands, queries

READ, RERUN = ("jobs.read",), ("jobs.rerun",)
WORKER = Internal("the worker's loop")
COUNTS = Internal("figures without names, for the health page and the head of the list")

ENTRIES = {
    "outbox.commands.emit_many": Internal("a command says what it has made true, in the same transaction"),
    "outbox.commands.row_of": Internal("what `emit` would store, as a part of a larger statement"),
    "outbox.commands.emit": Internal("each command emits its own events in its own transaction"),
    **{
        f"outbox.commands.{name}": WORKER
        for name in ("drain", "drain_events", "drain_runs", "beat", "forget_beat", "sweep")
    },
    "outbox.commands.run_again": Guarded(
        RERUN, lambda by, place: commands.run_again(place.rows["job"], by=by, now=NOW), anywhere=True
    ),
    "outbox.commands.run_all_again": Guarded(
        RERUN, lambda by, place: commands.run_all_again(by=by, now=NOW), anywhere=True
    ),
    "outbox.queries.check_may": Internal("is the check itself"),
    "outbox.queries.list_parked": Guarded(READ, lambda by, place: queries.list_parked(by).items, anywhere=True),
    "outbox.queries.get_run": Guarded(READ, lambda by, place: queries.get_run(by, place.rows["job"]), anywhere=True),
    "outbox.queries.backlog": COUNTS,
    "outbox.queries.worker_seen_at": COUNTS,
}
