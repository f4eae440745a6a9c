"""What guidance needs of the catalogue: the leaves in force that it may lead to, and who offers them nearby."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from tongban.registers.catalogue.models import Leaf
from tongban.registers.catalogue.queries.offered import ITEM_OFFERED, LEAF_STANDS
from tongban.registers.catalogue.queries.picking import name_leaves
from tongban.registers.catalogue.rules.content import Content, Fault
from tongban.registers.catalogue.rules.guidance_checks import check_guidance
from tongban.registers.regions.rules import list_ancestor_codes

LEAF_LENGTH = 14


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An item that somebody is sent on to."""

    code: str
    leaf: str
    name: str
    name_en: str
    organisation_name: str


def list_faults(content: Content, *, leaf: str, at: dt.datetime) -> list[Fault]:
    """What is wrong with the guidance that a leaf's content holds, seen against the leaves in force at `at`."""
    wanted = _destinations(content) | {leaf}
    in_force = Leaf.objects.filter(_standing(at), code__in=wanted)
    return check_guidance(content, leaf=leaf, leaves={leaf, *in_force.values_list("code", flat=True)})


def can_be_asked(content: Content, *, leaf: str) -> bool:
    """Whether the questions can be walked at all. No statement: where a choice leads is seen when it is taken."""
    return not check_guidance(content, leaf=leaf, leaves=_destinations(content) | {leaf})


def find_neighbour(leaf: str, *, organisation: str, region: str, at: dt.datetime) -> Neighbour | None:
    """The leaf as this body offers it, or else the nearest body of the region or above. One statement."""
    chain = [*list_ancestor_codes(region), region]
    rows = _fetch("l.code = %(leaf)s AND i.region = ANY(%(chain)s)", {"leaf": leaf, "chain": chain, "at": at})
    return next((row for row in rows if row.code.startswith(organisation)), rows[-1] if rows else None)


def list_neighbours(entry: str, *, organisation: str, at: dt.datetime) -> list[Neighbour]:
    """Every leaf of the entry that this body offers. One statement."""
    return _fetch("l.entry = %(entry)s AND i.organisation = %(body)s", {"entry": entry, "body": organisation, "at": at})


def name_destinations(content: Content, *, entry: str, at: dt.datetime) -> dict[str, str]:
    """Standing leaves that the guidance names, and those below the same main item: code → name at `at`.

    A few statements, at most 200 leaves of the main item.
    """
    near = (
        Leaf.objects.filter(_standing(at), code__startswith=entry[:9]).order_by("code").values_list("code", flat=True)
    )
    named = Leaf.objects.filter(_standing(at), code__in=_destinations(content)).values_list("code", flat=True)
    return name_leaves([*near[:200], *named], at=at)


def _standing(at: dt.datetime) -> Q:
    stands = Q(cancelled_from=None) | Q(cancelled_from__gt=at)
    return stands & (Q(entry__cancelled_from=None) | Q(entry__cancelled_from__gt=at))


def _destinations(content: Content) -> set[str]:
    """Every leaf that a choice names, whatever else is wrong around it."""
    guidance = content.get("guidance")
    questions = guidance.get("questions") if isinstance(guidance, Mapping) else None
    found = set()
    for question in questions if isinstance(questions, list) else ():
        choices = question.get("choices") if isinstance(question, Mapping) else None
        for choice in choices if isinstance(choices, list) else ():
            found.add(choice.get("leads_to") if isinstance(choice, Mapping) else None)
    return {code for code in found if isinstance(code, str) and len(code) == LEAF_LENGTH}


_OFFERED = f"""
SELECT i.code, l.code, v.name, v.name_en, o.name
FROM catalogue_item i
JOIN catalogue_leaf l ON l.code = i.leaf
JOIN catalogue_entry e ON e.code = l.entry
JOIN orgs_organisation o ON o.code = i.organisation
JOIN catalogue_leafversion v ON v.leaf = l.code AND v.effective_from <= %(at)s AND v.effective_until > %(at)s
WHERE {{which}} AND {ITEM_OFFERED} AND {LEAF_STANDS}
ORDER BY i.region, i.code
"""  # noqa: S608


def _fetch(which: str, values: dict[str, Any]) -> list[Neighbour]:
    with connection.cursor() as cursor:
        cursor.execute(_OFFERED.format(which=which), values)
        return [Neighbour(*row) for row in cursor.fetchall()]
