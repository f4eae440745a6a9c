"""Lists on their way into a file: which rows, and how far each export is for whoever asked for it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tongban.foundation.kernel.actor import Actor, Grant
from tongban.foundation.kernel.errors import Conflict, NotFound
from tongban.foundation.worklist import conditions, rules, statements
from tongban.foundation.worklist.conditions import Narrow, Where
from tongban.foundation.worklist.models import Export, WorklistRow
from tongban.foundation.worklist.rules import STATES_OF, Light, Whose

ROWS_AT_MOST = 100_000
LISTED = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list somebody wants, in which language, and as whom: what they might read when they asked."""

    whose: Whose
    authority: str
    narrow: Narrow
    language: str
    by: Actor

    def encode(self) -> dict[str, Any]:
        """The same as JSON, without the account."""
        who = {"role": self.by.role, "organisation": self.by.organisation, "region": self.by.region}
        narrow = {**asdict(self.narrow), "light": self.narrow.light.value if self.narrow.light else ""}
        return {
            "whose": self.whose.value, "authority": self.authority, "narrow": narrow, "language": self.language,
            **who, "grants": [asdict(grant) for grant in self.by.grants],
        }  # fmt: skip

    @classmethod
    def parse(cls, told: Mapping[str, Any], account: uuid.UUID) -> "Asked":
        """What `encode` wrote."""
        grants = tuple(Grant(**grant) for grant in told["grants"])
        by = Actor(account, told["role"], told["organisation"], told["region"], grants)
        light = Light(told["narrow"]["light"]) if told["narrow"]["light"] else None
        narrow = Narrow(**{**told["narrow"], "light": light})
        return cls(Whose(told["whose"]), told["authority"], narrow, told["language"], by)


def count_listed(asked: Asked, *, now: dt.datetime) -> int:
    """How many rows the list has, at most one more than ROWS_AT_MOST. Raises NotAllowed as the list."""
    found = _first(asked, now)
    counted: int = statements.fetch(f"SELECT count(*) FROM ({found.text}) AS found", found.values)[0][0] if found else 0  # noqa: S608
    return counted


def list_ids(asked: Asked, *, now: dt.datetime) -> list[uuid.UUID]:
    """The rows of the list in its order, all as they stand at one moment."""
    found = _first(asked, now)
    return [row_id for (row_id,) in statements.fetch(found.text, found.values)] if found else []


def list_listed(asked: Asked, ids: Sequence[uuid.UUID]) -> list[WorklistRow]:
    """Those of the rows that are still on the list, as they read now, in the order of the ids."""
    within = conditions.of_list(asked.by, asked.whose, asked.authority)
    states = Where("state = ANY(%s)", ([state.value for state in STATES_OF[asked.whose]],))
    found = {row.id: row for row in statements.read_rows(within, states & Where("id = ANY(%s)", (list(ids),)))}
    return [found[row_id] for row_id in ids if row_id in found]


def get_export(export: uuid.UUID, *, actor: Actor) -> Export:
    """An export that the actor asked for, of a list that they may still see.

    Raises NotFound "worklist.export_not_found" for any other.
    """
    row = Export.objects.filter(id=export, asked_by=actor.account).first() if actor.account else None
    if row is None or not _may_see(actor, row):
        raise NotFound("worklist.export_not_found")
    return row


def get_finished(export: uuid.UUID, *, actor: Actor) -> Export:
    """The same once its file is there. Raises Conflict "worklist.export_not_finished" before."""
    row = get_export(export, actor=actor)
    if row.file is None:
        raise Conflict("worklist.export_not_finished")
    return row


def list_exports(*, actor: Actor, limit: int = LISTED) -> list[Export]:
    """The actor's latest exports of lists that they may still see."""
    rows = Export.objects.filter(asked_by=actor.account).order_by("-asked_at")[:limit] if actor.account else ()
    return [row for row in rows if _may_see(actor, row)]


def _may_see(actor: Actor, row: Export) -> bool:
    authority = row.asked["authority"]
    return bool(
        rules.visible_regions(actor, authority)
        if authority
        else rules.authorities_of(actor) or rules.acts_for_all(actor)
    )


def _first(asked: Asked, now: dt.datetime) -> Where | None:
    within = conditions.of_list(asked.by, asked.whose, asked.authority)
    condition = conditions.lit(asked.narrow.light, now) & conditions.narrowed(asked.narrow)
    return statements.first_ids(within, STATES_OF[asked.whose], condition, ROWS_AT_MOST + 1) if within else None
