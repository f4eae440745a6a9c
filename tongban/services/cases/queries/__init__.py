"""Every read of the case centre. Who may know of a case is decided in `reach`."""

# Case is named here for who reads what these return.
from tongban.services.cases.models import Case
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
from tongban.services.cases.queries.telling import (
    StepTold,
    check_acts_for_applicant,
    count_visits,
    get_facts,
    get_step_told,
    handling_clock,
)

__all__ = [
    "Case",
    "CaseView",
    "Progress",
    "ProgressStep",
    "StepTold",
    "check_acts_for_applicant",
    "count_visits",
    "find_draft",
    "find_wind_up",
    "get_archive",
    "get_case",
    "get_facts",
    "get_form",
    "get_id",
    "get_own_progress",
    "get_progress",
    "get_step_told",
    "handling_clock",
    "list_findings",
    "list_own",
    "list_steps",
]
