"""Very many cases at once, as far as a list shows them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.services.cases.models import Case
from tongban.services.cases.queries.reach import sees_as_staff
from tongban.services.cases.rules.life import Standing, read_standing

MOST = 500


@dataclass(frozen=True, slots=True)
class Head:
    """What a list shows of a case; making whole cases of fifty rows costs more than all else on the page."""

    id: uuid.UUID
    number: str
    region: str
    organisation: str
    state: str
    route: list[dict[str, Any]]
    position: int
    gaps: int
    notices: int
    pauses: int
    default_grant: bool
    promise: bool
    channel: str

    @property
    def standing(self) -> Standing:
        """The case as the table of transitions sees it."""
        return read_standing(self.state, self.route, self.position, self.gaps, self.notices, self.pauses)


def list_heads(ids: Collection[uuid.UUID], *, actor: Actor) -> dict[uuid.UUID, Head]:
    """At most 500 cases by id, as far as the actor may read them as staff.

    One statement, by keys.
    """
    asked = list(dict.fromkeys(ids))[:MOST]
    found = Case.objects.filter(id__in=asked).values_list(*Head.__slots__) if asked else ()
    heads = (Head(*line) for line in found)
    return {head.id: head for head in heads if sees_as_staff(head, actor)}
