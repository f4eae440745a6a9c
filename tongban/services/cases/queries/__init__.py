"""Every read of the case centre. Who may know of a case is decided in `reach`."""

# Case is named here for who reads what these return.
from tongban.services.cases.models import Case
from tongban.services.cases.queries.drafts import DraftView, get_draft, list_drafts
from tongban.services.cases.queries.own import (
    Group,
    OwnPage,
    find_submitted,
    get_own_case,
    get_receipt,
    group_of,
    list_mine,
)
from tongban.services.cases.queries.prefill import Held, Prefill, get_prefill
from tongban.services.cases.queries.progress import Progress, ProgressStep, get_own_progress, get_progress
from tongban.services.cases.queries.reading import (
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
from tongban.services.cases.queries.reuse import Earlier, list_reusable

__all__ = [
    "Case",
    "CaseView",
    "DraftView",
    "Earlier",
    "Group",
    "Held",
    "OwnPage",
    "Prefill",
    "Progress",
    "ProgressStep",
    "find_draft",
    "find_submitted",
    "find_wind_up",
    "get_archive",
    "get_case",
    "get_draft",
    "get_form",
    "get_id",
    "get_own_case",
    "get_own_progress",
    "get_prefill",
    "get_progress",
    "get_receipt",
    "group_of",
    "list_drafts",
    "list_findings",
    "list_mine",
    "list_own",
    "list_reusable",
    "list_steps",
]
