"""Who answers for what the platform had to decide (追责, SUP-04)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases.models import CaseFinding
from tongban.services.cases.queries.reach import supervised

PAGE = 50


@dataclass(frozen=True, slots=True)
class Accountability:
    """A case granted by default: at which review step it was left, and whose it was. Without an account the body's."""

    id: uuid.UUID
    case: uuid.UUID
    number: str
    item_name: str
    item_name_en: str
    organisation: str
    organisation_name: str
    step_name: str
    step_name_en: str
    account: uuid.UUID | None
    handler: str
    due_at: dt.datetime | None
    written_at: dt.datetime


def list_accountability(
    actor: Actor, region: str, *, after: uuid.UUID | None = None, limit: int = PAGE
) -> list[Accountability]:
    """Default grants in the region's subtree, written down last on top, as far as `cases.supervise` reaches; `after` is
    the id of the last one of the page before. One statement. Raises NotAllowed.
    """
    found = CaseFinding.objects.filter(supervised(actor, region), kind="granted_by_default").select_related("case")
    if after is not None:
        found = found.filter(id__lt=after)
    with fan_out_allowed("supervision looks at every holder's cases in its region"):
        return [_told(row) for row in found.order_by("-id")[:limit]]


def _told(finding: CaseFinding) -> Accountability:
    case, facts = finding.case, finding.facts
    return Accountability(
        id=finding.id, case=case.id, number=case.number, item_name=case.item_name, item_name_en=case.item_name_en,
        organisation=finding.organisation, organisation_name=case.organisation_name, step_name=facts["step_name"],
        step_name_en=facts["step_name_en"], account=finding.account, handler=facts["handler"],
        due_at=finding.due_at, written_at=finding.found_at,
    )  # fmt: skip
