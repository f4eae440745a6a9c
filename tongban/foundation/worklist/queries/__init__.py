"""Every read of the worklist. Each names its authority and shows only what the actor's grants reach."""

# Export, Narrow and WorklistRow are named here for who reads what these return.
from tongban.foundation.worklist.conditions import TEXT, Narrow
from tongban.foundation.worklist.models import Export, WorklistRow
from tongban.foundation.worklist.queries.exports import get_export, get_finished, list_exports
from tongban.foundation.worklist.queries.lists import (
    PAGE,
    Counts,
    Look,
    Page,
    StepCount,
    count_mine,
    count_open,
    count_rows,
    count_unit,
    list_mine,
    list_rows,
    list_unit,
    look_at,
)
from tongban.foundation.worklist.queries.single import (
    Claimant,
    find_beside,
    find_row,
    get_row,
    list_by_ids,
    list_claimants,
)

__all__ = [
    "PAGE",
    "TEXT",
    "Claimant",
    "Counts",
    "Export",
    "Look",
    "Narrow",
    "Page",
    "StepCount",
    "WorklistRow",
    "count_mine",
    "count_open",
    "count_rows",
    "count_unit",
    "find_beside",
    "find_row",
    "get_export",
    "get_finished",
    "get_row",
    "list_by_ids",
    "list_claimants",
    "list_exports",
    "list_mine",
    "list_rows",
    "list_unit",
    "look_at",
]
