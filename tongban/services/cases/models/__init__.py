"""Tables of the case centre, all in the holder's bucket but registries: numbers of documents and of other systems."""

from tongban.services.cases.models.case import Case, CaseEvent, timing_of
from tongban.services.cases.models.drafts import Draft
from tongban.services.cases.models.notes import CaseNote
from tongban.services.cases.models.papers import BodyNumber, CaseArchive, CaseDocument, CaseMaterial
from tongban.services.cases.models.signatures import CaseSignature
from tongban.services.cases.models.supervision import CaseFinding, CasePause, Correction
from tongban.services.cases.models.systems import CaseFee, CaseSource, RefusedEntry, System
from tongban.services.cases.models.wordings import PaperWording

__all__ = [
    "BodyNumber",
    "Case",
    "CaseArchive",
    "CaseDocument",
    "CaseEvent",
    "CaseFee",
    "CaseFinding",
    "CaseMaterial",
    "CaseNote",
    "CasePause",
    "CaseSignature",
    "CaseSource",
    "Correction",
    "Draft",
    "PaperWording",
    "RefusedEntry",
    "System",
    "timing_of",
]
