"""Rows of a base catalogue tried against what stands."""

from collections.abc import Sequence

from tongban.registers.catalogue.models import Entry, Leaf
from tongban.registers.catalogue.rules.loading import RawEntry, RawLeaf, RowFault, Stands, check_rows
from tongban.registers.identifiers.rules import item_code
from tongban.registers.orgs import queries as orgs


def list_row_faults(entries: Sequence[RawEntry], leaves: Sequence[RawLeaf], *, region: str | None) -> list[RowFault]:
    """What keeps these rows out of a region's catalogue (None: the national one), by sheet, row and column."""
    stand = Stands(
        entries=dict(Entry.objects.values_list("code", "name")),
        names=set(Entry.objects.filter(region=region, cancelled_from=None).values_list("name", flat=True)),
        leaves=set(Leaf.objects.values_list("code", flat=True)),
        owners=orgs.list_known([row.owner for row in entries if row.owner]),
    )
    return check_rows(entries, leaves, stand, prefix=region[:2] if region else item_code.NATIONAL)
