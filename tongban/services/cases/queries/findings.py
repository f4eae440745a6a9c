"""What supervision found, for whoever supervises there: newest first, each with its case."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases.models import CaseFinding
from tongban.services.cases.queries.reach import supervised

PAGE = 50
_FAR = "supervision looks at every holder's cases in its region"


@dataclass(frozen=True, slots=True)
class Position:
    """After which finding a page begins."""

    found_at: dt.datetime
    id: uuid.UUID


def list_findings(
    actor: Actor,
    region: str,
    *,
    kinds: Sequence[str] = (),
    organisation: str = "",
    after: Position | None = None,
    limit: int = PAGE,
) -> list[CaseFinding]:
    """Findings in the region's subtree, newest first, as far as `cases.supervise` reaches; `case` is loaded with each.

    Raises NotAllowed case.not_allowed.
    """
    found = _sought(actor, region, kinds, organisation)
    if after is not None:
        earlier = Q(found_at__lt=after.found_at) | Q(found_at=after.found_at, id__lt=after.id)
        found = found.filter(earlier, found_at__lte=after.found_at)
    with fan_out_allowed(_FAR):
        return list(found.select_related("case").order_by("-found_at", "-id")[:limit])


def count_findings(actor: Actor, region: str, *, organisation: str = "") -> dict[str, int]:
    """How many findings of each kind there are. One statement. Raises NotAllowed as `list_findings`."""
    found = _sought(actor, region, (), organisation)
    with fan_out_allowed(_FAR):
        return dict(found.order_by("kind").values_list("kind").annotate(Count("id")))


def _sought(actor: Actor, region: str, kinds: Sequence[str], organisation: str) -> QuerySet[CaseFinding]:
    found = CaseFinding.objects.filter(supervised(actor, region))
    if kinds:
        found = found.filter(kind__in=kinds)
    return found.filter(organisation=organisation) if organisation else found
