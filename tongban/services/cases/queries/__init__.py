"""Every read of the case centre. Who may know of a case is decided in `reach`."""

# Case is named here for who reads what these return.
from tongban.services.cases.models import Case
from tongban.services.cases.queries.accountability import Accountability, list_accountability
from tongban.services.cases.queries.archives import Archive, zip_archive
from tongban.services.cases.queries.counter import find_window_code, list_to_hand_out
from tongban.services.cases.queries.desk import WorkLine, find_case_id, get_material, list_lines
from tongban.services.cases.queries.drafts import DraftView, get_draft, list_drafts
from tongban.services.cases.queries.findings import Position, count_findings, list_findings
from tongban.services.cases.queries.granting import Granted, find_granted
from tongban.services.cases.queries.heads import Head, list_heads
from tongban.services.cases.queries.notes import list_notes
from tongban.services.cases.queries.own import (
    Group,
    OwnPage,
    find_submitted,
    get_own_case,
    get_receipt,
    group_of,
    list_mine,
)
from tongban.services.cases.queries.papers import PaperLine, list_papers, render_paper, render_paper_by_code
from tongban.services.cases.queries.prefill import Held, Prefill, get_prefill
from tongban.services.cases.queries.progress import (
    Progress,
    ProgressStep,
    get_own_progress,
    get_progress,
    get_progress_json,
)
from tongban.services.cases.queries.reading import (
    PAGE,
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
from tongban.services.cases.queries.reuse import Earlier, list_reusable
from tongban.services.cases.queries.sealed import count_sealed
from tongban.services.cases.queries.signatures import SignatureView, list_signatures
from tongban.services.cases.queries.systems import SystemView, get_system, is_code_taken, list_systems
from tongban.services.cases.queries.telling import (
    StepTold,
    check_acts_for_applicant,
    count_visits,
    get_facts,
    get_step_told,
    handling_clock,
)
from tongban.services.cases.queries.wording_preview import preview_wording
from tongban.services.cases.queries.wordings import WordingDesk, get_wording_desk

__all__ = [
    "PAGE",
    "Accountability",
    "Archive",
    "Case",
    "CaseView",
    "DraftView",
    "Earlier",
    "Granted",
    "Group",
    "Head",
    "Held",
    "OwnPage",
    "PaperLine",
    "Position",
    "Prefill",
    "Progress",
    "ProgressStep",
    "SignatureView",
    "StepTold",
    "SystemView",
    "WordingDesk",
    "WorkLine",
    "check_acts_for_applicant",
    "count_findings",
    "count_sealed",
    "count_visits",
    "find_case_id",
    "find_draft",
    "find_granted",
    "find_submitted",
    "find_wind_up",
    "find_window_code",
    "get_archive",
    "get_case",
    "get_draft",
    "get_facts",
    "get_form",
    "get_id",
    "get_material",
    "get_own_case",
    "get_own_progress",
    "get_prefill",
    "get_progress",
    "get_progress_json",
    "get_receipt",
    "get_step_told",
    "get_system",
    "get_wording_desk",
    "group_of",
    "handling_clock",
    "is_code_taken",
    "list_accountability",
    "list_drafts",
    "list_findings",
    "list_heads",
    "list_lines",
    "list_mine",
    "list_notes",
    "list_own",
    "list_papers",
    "list_reusable",
    "list_signatures",
    "list_steps",
    "list_systems",
    "list_to_hand_out",
    "preview_wording",
    "render_paper",
    "render_paper_by_code",
    "zip_archive",
]
