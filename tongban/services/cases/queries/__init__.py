"""Every read of the case centre. Who may know of a case is decided in `reach`."""

# Case is named here for who reads what these return.
from tongban.services.cases.models import Case
from tongban.services.cases.queries.progress import Progress, ProgressStep, get_own_progress, get_progress
from tongban.services.cases.queries.reading import (
    PAGE,
    CaseView,
    find_draft,
    find_wind_up,
    get_archive,
    get_case,
    get_form,
    get_id,
    list_findings,
    list_own,
    list_steps,
)

__all__ = [
    "PAGE",
    "Case",
    "CaseView",
    "Progress",
    "ProgressStep",
    "find_draft",
    "find_wind_up",
    "get_archive",
    "get_case",
    "get_form",
    "get_id",
    "get_own_progress",
    "get_progress",
    "list_findings",
    "list_own",
    "list_steps",
]
