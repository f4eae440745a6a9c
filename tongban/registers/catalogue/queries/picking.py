"""Leaves to pick from by name, entry or code. What the catalogue holds is open to everybody."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from tongban.registers.catalogue.models import Leaf, LeafVersion


def list_sought(text: str, *, limit: int) -> list[str]:
    """Codes of standing leaves with this in their name or that of their entry, or as the beginning of their code."""
    sought = text.strip()
    if not sought:
        return []
    named = LeafVersion.objects.filter(name__icontains=sought).values("leaf")
    told = Q(code__startswith=sought) | Q(entry__name__icontains=sought) | Q(code__in=named)
    standing = Leaf.objects.filter(told, cancelled_from=None, entry__cancelled_from=None)
    return list(standing.order_by("code").values_list("code", flat=True)[:limit])


def name_leaves(leaves: Collection[str], *, at: dt.datetime) -> dict[str, str]:
    """Code → the name that holds at `at`, else that of the entry; unknown codes are left out."""
    names = dict(Leaf.objects.filter(code__in=leaves).values_list("code", "entry__name"))
    holding = LeafVersion.objects.filter(leaf__in=leaves, effective_from__lte=at, effective_until__gt=at)
    return names | dict(holding.values_list("leaf", "name"))
