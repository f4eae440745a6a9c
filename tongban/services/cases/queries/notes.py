"""Internal notes, for staff alone."""

import datetime as dt
import uuid

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.services.cases import errors
from tongban.services.cases.models import CaseNote
from tongban.services.cases.queries.reach import get_visible, sees_as_staff


def list_notes(case_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> list[CaseNote]:
    """Newest first. Raises NotFound case.not_found, and so too for the applicant and whoever acts for them."""
    case = get_visible(case_id, actor, now=now)
    if actor is not SYSTEM and not sees_as_staff(case, actor):
        raise errors.not_found()
    return list(CaseNote.objects.filter(case=case).order_by("-written_at", "-id"))
