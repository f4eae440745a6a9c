"""Staff send parked runs on their way again."""

import datetime as dt
import uuid

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, NotFound
from tongban.foundation.outbox.errors import RUN_NOT_PARKED, RUN_UNKNOWN
from tongban.foundation.outbox.models import ReactionRun
from tongban.foundation.outbox.queries import check_may
from tongban.foundation.outbox.rules import RunState
from tongban.foundation.routing.guard import fan_out_allowed


def run_again(run_id: uuid.UUID, *, by: Actor, now: dt.datetime) -> None:
    """The parked run waits again, due at once and with all its tries; the journal says who sent it.

    Raises NotAllowed without `jobs.rerun`, NotFound, and Conflict (`run_not_parked`) when it runs or ran already.
    """
    check_may(by, "jobs.rerun")
    with transaction.atomic():
        run = ReactionRun.objects.select_for_update().filter(id=run_id).first()
        if run is None:
            raise NotFound(RUN_UNKNOWN, run=str(run_id))
        if run.state != RunState.PARKED:
            raise Conflict(RUN_NOT_PARKED, run=str(run_id), state=run.state)
        run.state, run.attempts, run.crashes, run.next_at = RunState.WAITING, 0, 0, now
        run.save(update_fields=["state", "attempts", "crashes", "next_at"])
        audit.record(
            "jobs.rerun", by=by, now=now, subject=f"run:{run.id}", bucket=run.bucket,
            reaction=run.reaction, error=run.error_code,
        )  # fmt: skip


def run_all_again(*, by: Actor, now: dt.datetime, limit: int = 1000) -> int:
    """Sends up to `limit` parked runs on their way, the oldest first, each in its own transaction; returns how many.

    One that somebody else sent meanwhile is passed over. Raises NotAllowed without `jobs.rerun`.
    """
    check_may(by, "jobs.rerun")
    with fan_out_allowed("a staff member looks at the whole platform's jobs"):
        parked = list(
            ReactionRun.objects.filter(state=RunState.PARKED).order_by("id").values_list("id", flat=True)[:limit]
        )
    sent = 0
    for run_id in parked:
        try:
            run_again(run_id, by=by, now=now)
            sent += 1
        except Conflict:
            continue
    return sent
