"""Every read of the case centre. Who may know of a case is decided in `reach`."""

# Case is named here for who reads what these return.
from tongban.services.cases.models import Case
from tongban.services.cases.queries.archives import Archive, zip_archive
from tongban.services.cases.queries.counter import list_to_hand_out
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
from tongban.services.cases.queries.wording_preview import preview_wording
from tongban.services.cases.queries.wordings import WordingDesk, get_wording_desk

__all__ = [
    "Archive",
    "Case",
    "CaseView",
    "PaperLine",
    "Progress",
    "ProgressStep",
    "WordingDesk",
    "find_draft",
    "find_wind_up",
    "get_archive",
    "get_case",
    "get_form",
    "get_id",
    "get_own_progress",
    "get_progress",
    "get_wording_desk",
    "list_findings",
    "list_own",
    "list_papers",
    "list_steps",
    "list_to_hand_out",
    "preview_wording",
    "render_paper",
    "render_paper_by_code",
    "zip_archive",
]
