"""Many cases at once, for whoever has them on a list."""

import uuid
from collections.abc import Collection

from tongban.foundation.kernel.actor import Actor
from tongban.services.cases.models import Case
from tongban.services.cases.queries.reach import sees_as_staff

MOST = 100
_SHOWN = (
    "id", "bucket", "number", "version", "region", "organisation", "state", "route", "position", "gaps", "notices",
    "pauses", "default_grant", "promise", "channel", "accepted_at",
)  # fmt: skip


def list_heads(ids: Collection[uuid.UUID], *, actor: Actor) -> dict[uuid.UUID, Case]:
    """At most a hundred cases by id, as far as the actor may read them as staff; only what a list shows is loaded.

    One statement, by keys.
    """
    asked = list(dict.fromkeys(ids))[:MOST]
    cases = Case.objects.filter(id__in=asked).only(*_SHOWN) if asked else ()
    return {case.id: case for case in cases if sees_as_staff(case, actor)}
