"""Putting the body's seal under the papers of a case, each once; a sealed paper is kept as it was sealed."""

import datetime as dt
import uuid
from functools import cache, partial

from django.db import transaction

from tongban.foundation.documents.queries import Spot
from tongban.foundation.files import commands as files
from tongban.foundation.files.rules import Limits
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.routing.rows import find_row
from tongban.registers.seals import commands as seals
from tongban.registers.seals import queries as owned
from tongban.registers.seals.commands import Place, SealUse
from tongban.registers.seals.errors import SealRefused
from tongban.services.cases.models import Case, CaseDocument, CaseEvent
from tongban.services.cases.queries.papers import draw_for_seal
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.papers import SEAL_SIZE, SEALS

_LIMITS = Limits(file_bytes=20_000_000)


def seal_papers(*, case_id: uuid.UUID, now: dt.datetime) -> int:
    """The papers that bear a seal bear it (`rules.papers`); the PDF is kept under the case. How many were sealed now.

    A body without such a seal leaves its paper unsealed, and the paper says so. Raises Conflict `seal.…` when the seal
    may not be used; papers sealed before stay sealed.
    """
    papers = list(CaseDocument.objects.filter(case=case_id, sealed_at=None, kind__in=list(SEALS)).order_by("version"))
    case = find_row(Case, case_id)
    if case is None or not papers:
        return 0
    has_seal = cache(partial(owned.has_seal, case.organisation))
    try:
        return sum(_seal(case, paper.id, now) for paper in papers if has_seal(_kind_of(paper), step=_step_of(paper)))
    except SealRefused as refusal:
        seals.record_refused(refusal)
        raise


@transaction.atomic
def _seal(case: Case, document_id: uuid.UUID, now: dt.datetime) -> bool:
    paper = find_row(CaseDocument, document_id, lock=True)
    if paper is None or paper.sealed_at is not None:
        return False
    pdf, spot, name = draw_for_seal(case, paper)
    sealed = seals.seal_files(
        organisation=case.organisation, kind=_kind_of(paper), use=_use_of(case, paper), ofd=None, pdf=pdf,
        place=_place(spot), now=now,
    )  # fmt: skip
    assert sealed.pdf is not None
    file = files.store(sealed.pdf, name=name, holder=case.id, by=SYSTEM, now=now, limits=_LIMITS)
    paper.file, paper.sealed_at = file.id, now
    paper.save(update_fields=["file", "sealed_at"])
    return True


def _kind_of(paper: CaseDocument) -> str:
    return SEALS[Document(paper.kind)]


def _step_of(paper: CaseDocument) -> str:
    """Only a grant is a step that a seal is authorised for by name, with its default."""
    if paper.kind != Document.GRANT:
        return "paper"
    event: str = CaseEvent.objects.values_list("step", flat=True).get(case=paper.case_id, version=paper.version)
    return event


def _use_of(case: Case, paper: CaseDocument) -> SealUse:
    event = CaseEvent.objects.get(case=case, version=paper.version)
    return SealUse(
        step=_step_of(paper),
        subject=f"paper:{paper.id}",
        case=case.id,
        decided_by=event.account,
        automatic=event.account is None,
    )


def _place(spot: Spot) -> Place:
    return Place(page=spot.page - 1, x=spot.x, y=spot.y, size=SEAL_SIZE)
