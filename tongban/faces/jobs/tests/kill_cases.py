"""A real worker with the real reactions, and one that leaves a trace of each step; started again when killed."""

import sys
from datetime import datetime

import django

django.setup()

from tests.routed.models import Holder  # noqa: E402
from tongban.faces.jobs.reactions import REACTIONS  # noqa: E402
from tongban.faces.jobs.tests.kill_worker import supervise  # noqa: E402
from tongban.foundation.outbox.events import EventEnvelope, Reaction  # noqa: E402
from tongban.foundation.routing.ids import new_id  # noqa: E402

STEP = "cases.step_taken"


def trace(event: EventEnvelope, now: datetime) -> None:
    """A doubled reaction leaves two."""
    Holder.objects.create(id=new_id(event.bucket), name=str(event.id))


if __name__ == "__main__":
    sys.exit(supervise({**REACTIONS, STEP: (*REACTIONS[STEP], Reaction("test.trace", trace))}))
