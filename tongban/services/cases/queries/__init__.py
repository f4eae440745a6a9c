"""Every read of the case centre. Who may know of a case is decided in `reach`."""

# Case is named here for who reads what these return.
from tongban.services.cases.models import Case
from tongban.services.cases.queries.desk import get_material, list_heads
from tongban.services.cases.queries.findings import Position, count_findings, list_findings
from tongban.services.cases.queries.notes import list_notes
from tongban.services.cases.queries.progress import Progress, ProgressStep, get_own_progress, get_progress
from tongban.services.cases.queries.reading import (
    CaseView,
    find_draft,
    find_wind_up,
    get_archive,
    get_case,
    get_form,
    get_id,
    list_own,
    list_steps,
)

__all__ = [
    "Case",
    "CaseView",
    "Position",
    "Progress",
    "ProgressStep",
    "count_findings",
    "find_draft",
    "find_wind_up",
    "get_archive",
    "get_case",
    "get_form",
    "get_id",
    "get_material",
    "get_own_progress",
    "get_progress",
    "list_findings",
    "list_heads",
    "list_notes",
    "list_own",
    "list_steps",
]
