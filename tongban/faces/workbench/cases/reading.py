"""A case by its printed number, for staff of its body alone: whoever applied reads theirs in the portal."""

import datetime as dt
import uuid

from tongban.faces.workbench.shell import Desk
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import CaseView


def get_id(number: str, desk: Desk, now: dt.datetime) -> uuid.UUID:
    """Raises NotFound case.not_found, also for a number that cannot be one."""
    try:
        return cases.get_id(number, actor=desk.actor, now=now)
    except Invalid as unreadable:
        raise NotFound("case.not_found") from unreadable


def get_view(number: str, desk: Desk, now: dt.datetime) -> CaseView:
    """Raises NotFound case.not_found, too for an applicant who happens to be staff elsewhere."""
    view = cases.get_case(get_id(number, desk, now), actor=desk.actor, now=now)
    if not view.as_staff:
        raise NotFound("case.not_found")
    return view
