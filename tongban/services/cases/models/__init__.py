"""Tables of the case centre, all in the holder's bucket but the row that numbers a body's documents."""

from tongban.services.cases.models.case import Case, CaseEvent, timing_of
from tongban.services.cases.models.drafts import Draft
from tongban.services.cases.models.notes import CaseNote
from tongban.services.cases.models.papers import BodyNumber, CaseArchive, CaseDocument, CaseMaterial
from tongban.services.cases.models.supervision import CaseFinding, CasePause, Correction
from tongban.services.cases.models.wordings import PaperWording

__all__ = [
    "BodyNumber",
    "Case",
    "CaseArchive",
    "CaseDocument",
    "CaseEvent",
    "CaseFinding",
    "CaseMaterial",
    "CaseNote",
    "CasePause",
    "Correction",
    "Draft",
    "PaperWording",
    "timing_of",
]
