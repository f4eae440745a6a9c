"""Internal notes: what staff tell each other about a case (never its applicant)."""

import datetime as dt
import uuid

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.ids import new_id
from tongban.services.cases import errors
from tongban.services.cases.commands import journal
from tongban.services.cases.commands.steps import lock, read_text
from tongban.services.cases.models import CaseNote
from tongban.services.cases.queries.reach import sees_as_staff
from tongban.services.cases.rules import rights


@transaction.atomic
def write_note(*, case_id: uuid.UUID, text: str, by: Actor, now: dt.datetime) -> CaseNote:
    """One more note stands with the case, which is otherwise as it was: no step, no version, no clock.

    The journal says who noted something, not what. Raises NotFound case.not_found for whoever may not know of the
    case as staff, NotAllowed case.not_allowed without `cases.note`, Invalid case.reason_missing, case.text_refused.
    """
    said = read_text("text", text, required=True)
    case = lock(case_id)
    if by is not SYSTEM and not by.may(rights.NOTE, case.region, case.organisation):
        raise errors.not_allowed(rights.NOTE) if sees_as_staff(case, by) else errors.not_found()
    note = CaseNote.objects.create(
        id=new_id(case.bucket), case=case, text=said, account=by.account, unit=journal.unit_of(case, by), written_at=now
    )
    journal.record("cases.noted", case, by=by, now=now, note=str(note.id))
    return note
