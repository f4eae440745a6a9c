"""Cases that a vertical system decides: handed over when accepted, asked for until the decision is back (UAP-03)."""

import datetime as dt
import json
import logging
import uuid

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.outside import commands as outside
from tongban.foundation.outside.rules import SEND_WITHIN
from tongban.services.cases import verticals
from tongban.services.cases.commands import journal
from tongban.services.cases.commands.steps import lock
from tongban.services.cases.commands.telling import push
from tongban.services.cases.models import CaseSource, System
from tongban.services.cases.rules.life import State

log = logging.getLogger(__name__)


@transaction.atomic
def hand_over(*, case_id: uuid.UUID, now: dt.datetime) -> bool:
    """A case in review whose item a vertical system decides is with that system, once; True when it goes there now.

    It hears number, item and instants; form and materials it fetches under its own agreement.
    """
    case = lock(case_id)
    if case.state != State.REVIEW or case.run_by or case.mode:
        return False
    system = System.objects.filter(is_vertical=True, closed_at=None, items__contains=[case.item]).first()
    if system is None or CaseSource.objects.filter(system=system.code, number=case.number).exists():
        return False
    CaseSource.objects.create(
        system=system.code, number=case.number, case=case.id, mode=system.mode, version=0, digest=b"",
        since=case.version, waits=True, came_at=now, told_at=now,
    )  # fmt: skip
    case.run_by = system.code
    case.save(update_fields=["run_by"])
    told = {
        "number": case.number, "item": case.item, "submitted_at": case.submitted_at.isoformat(),
        "accepted_at": case.accepted_at.isoformat() if case.accepted_at else None,
        "due_at": case.due_at.isoformat() if case.due_at else None,
    }  # fmt: skip
    outside.send(
        verticals.CHANNEL, to=system.code, subject=case.number, body=json.dumps(told), reference=case.number,
        bucket=case.bucket, now=now,
    )  # fmt: skip
    journal.record("cases.handed_over", case, by=SYSTEM, now=now, system=system.code)
    return True


def fetch_decisions(*, now: dt.datetime, within: float = SEND_WITHIN) -> int:
    """What vertical systems have to tell of the cases they hold is recorded; how many steps forward that was.

    Doubled and late messages change nothing; one that is refused is logged and the next is read. Raises Unavailable
    as the system does: what it holds is asked for again.
    """
    news = 0
    waiting = CaseSource.objects.filter(waits=True)
    for system in sorted(waiting.values_list("system", flat=True).distinct()):
        numbers = list(waiting.filter(system=system).order_by("told_at", "id").values_list("number", flat=True))
        asked = numbers[: verticals.MOST_ASKED]
        for message in verticals.party_of(system).ask(asked, within=within):
            try:
                done = push(system=system, body=message.body, signature=message.signature, now=now)
            except DomainError as refused:
                log.warning("a message of the vertical system %s was refused: %s", system, refused.code)
                continue
            news += done.news == "advanced"
        CaseSource.objects.filter(system=system, number__in=asked, waits=True).update(told_at=now)
    return news
