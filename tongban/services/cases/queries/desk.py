"""What a desk reads beside a case whole: many at once for a list, one material for the viewer."""

import datetime as dt
import uuid
from collections.abc import Collection

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.services.cases import errors
from tongban.services.cases.models import Case, CaseMaterial
from tongban.services.cases.queries.reach import get_visible, sees_as_staff

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


def get_material(case_id: uuid.UUID, code: str, *, actor: Actor, now: dt.datetime) -> CaseMaterial:
    """The material of this code as it stands now, for staff. Raises NotFound case.not_found."""
    case = get_visible(case_id, actor, now=now)
    given = CaseMaterial.objects.filter(case=case, code=code, superseded_at=None).first()
    if given is None or not (actor is SYSTEM or sees_as_staff(case, actor)):
        raise errors.not_found()
    given.case = case
    return given
