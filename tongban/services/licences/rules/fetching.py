"""用证: which licences an item asks for, on what ground somebody may look at them, and what counts as unusual."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tongban.registers.forms.rules.conditions import holds

FETCH = "licences.fetch"
WATCH = "licences.watch"
USE = "cases.submit"
"""Whoever may apply for somebody may use their licences for it; so an agent's mandate needs no second word."""

SCANNED_KEEPS = dt.timedelta(hours=24)
"""What the window scanned today serves the application that it writes today; tomorrow it is asked again."""

PURPOSE_AT_MOST = 200
"""GB/T 36906: 申请事由 of at most 200 characters."""


FOUND_NOTHING = "licence.code_opened_nothing"
"""A window redeemed the code, and the holder has nothing of what the item asks for."""

UNUSED = "licence.nothing_came_of_it"
"""Licences were fetched for a request that was then refused."""


class Basis(StrEnum):
    """On what a look-up rests. `OWN`: the holder, or whoever represents them, looks."""

    CONSENT = "consent"
    CODE = "code"
    LAW = "law"
    SHARE = "share"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What licences are looked at for. `reference`: the request's own key, or for `LAW` the article."""

    item: str
    case_number: str = ""
    basis: Basis = Basis.CONSENT
    reference: str = ""

    @property
    def is_named(self) -> bool:
        """Whether it says for what: who looks without an item in hand has no business here (LIC-09)."""
        return bool(self.item.strip())


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent as it stands: for one item, or for all of them where `item` is ""."""

    item: str
    types: frozenset[str]
    until: dt.datetime
    withdrawn_at: dt.datetime | None = None


def is_in_force(agreed: Agreed, now: dt.datetime) -> bool:
    return agreed.withdrawn_at is None and now < agreed.until


def list_uncovered(agreed: Sequence[Agreed], item: str, types: Collection[str], now: dt.datetime) -> list[str]:
    """The types that nobody has consented to for this item now."""
    standing = [each for each in agreed if is_in_force(each, now) and each.item in ("", item)]
    covered = frozenset[str]().union(*(each.types for each in standing))
    return sorted(set(types) - covered)


def type_of(material: Mapping[str, Any]) -> str:
    """The name of the type of licence that stands for this material; "" for one that no licence replaces."""
    if not material.get("licence"):
        return ""
    return str(material.get("licence_type") or material["name"])


def list_needed(
    materials: Sequence[Mapping[str, Any]],
    values: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
) -> tuple[str, ...]:
    """The types that an item's materials ask for, each once, in the order of the guide.

    With values and answers exactly those whose condition holds; without, also those that may come to be asked.
    """
    known = values is not None or answers is not None
    rows = [
        row for row in materials if not (known and row.get("when")) or holds(row["when"], values or {}, answers or {})
    ]
    return tuple(dict.fromkeys(name for row in rows if (name := type_of(row))))


REASON_AT_MOST = 200


def is_reason(text: str) -> bool:
    """Whether somebody has said in earnest what an alarm was."""
    return 2 <= len(text) <= REASON_AT_MOST and text.isprintable()


# --- unusual volume ---------------------------------------------------------------------------------------------

WINDOW = 60
"""Seconds over which look-ups of one clerk are counted."""

QUIET = dt.timedelta(hours=1)
"""After an alarm the same clerk raises none for so long."""

Tally = Mapping[str, int]
"""Second (as text, counted from 1970) → look-ups in it; JSON knows no other keys."""


def add_looks(tally: Tally, at: dt.datetime, looks: int) -> dict[str, int]:
    """The tally with these looks, without the seconds that have left the window."""
    second = int(at.timestamp())
    kept = {key: count for key, count in tally.items() if second - WINDOW < int(key) <= second}
    return kept | {str(second): kept.get(str(second), 0) + looks}


def is_unusual(tally: Tally, limit: int, alarmed_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether somebody is to be told now: the limit is reached, and it was not told already."""
    return sum(tally.values()) >= limit and (alarmed_at is None or now - alarmed_at >= QUIET)
