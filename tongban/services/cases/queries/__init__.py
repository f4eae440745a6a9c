"""Every read of the case centre. Who may know of a case is decided in `reach`."""

# Case is named here for who reads what these return.
from tongban.services.cases.models import Case
from tongban.services.cases.queries.archives import Archive, zip_archive
from tongban.services.cases.queries.papers import PaperLine, list_papers, render_paper, render_paper_by_code
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

__all__ = [
    "Archive",
    "Case",
    "CaseView",
    "PaperLine",
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
    "list_papers",
    "list_steps",
    "render_paper",
    "render_paper_by_code",
    "zip_archive",
]
