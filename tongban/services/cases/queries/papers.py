"""The numbered papers of a case (文书) as PDF, made whenever somebody asks: the same words and facts every time."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tongban.foundation.documents import queries as documents
from tongban.foundation.documents.queries import Spot
from tongban.foundation.documents.rules import write_formal_date
from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.routing.rows import find_row
from tongban.foundation.ui.rules import as_day, write_date
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import Case, CaseDocument
from tongban.services.cases.queries.paper_values import item_name, values_of
from tongban.services.cases.queries.reach import get_visible
from tongban.services.cases.queries.wordings import Worded, find_wording
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.wording import fill

OFFICIAL = "zh-hans"
"""The language of the paper that counts; another one is a translation."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper as a list names it: its title as it stands on it, its number, the day it was made."""

    id: uuid.UUID
    kind: Document
    title: str
    number: str
    made_at: dt.datetime


def render_paper(document_id: uuid.UUID, *, actor: Actor, language: str, now: dt.datetime) -> tuple[bytes, str]:
    """The PDF and the name of its file, for staff of the body and for whoever acts for the applicant.

    Worded as on the day it was made, whatever the region has published since. The Chinese paper is the official one;
    "en" is a translation and says so. Raises NotFound case.paper_not_found, Unavailable document.fonts_missing.
    """
    paper = find_row(CaseDocument, document_id)
    if paper is None:
        raise errors.paper_not_found()
    try:
        case = get_visible(paper.case_id, actor, now=now)
    except errors.NotFound as unknown:
        raise errors.paper_not_found() from unknown
    return draw_paper(case, paper, language)


def render_paper_by_code(number: str, code: str, document_id: uuid.UUID, *, language: str) -> tuple[bytes, str]:
    """The same for whoever has the number and the query code. Raises NotFound case.not_found, case.paper_not_found."""
    case = _find_by_code(number, code)
    paper = CaseDocument.objects.filter(id=document_id, case=case).first()
    if paper is None:
        raise errors.paper_not_found()
    return draw_paper(case, paper, language)


def list_papers(number: str, code: str, *, language: str) -> tuple[PaperLine, ...]:
    """The papers of a case, oldest first, for whoever has its number and query code. Raises NotFound case.not_found."""
    case = _find_by_code(number, code)
    papers = CaseDocument.objects.filter(case=case).order_by("version")
    return tuple(line_of(case, paper, language) for paper in papers)


def line_of(case: Case, paper: CaseDocument, language: str) -> PaperLine:
    """How a list names this paper."""
    return PaperLine(paper.id, Document(paper.kind), _compose(case, paper, language)[0], paper.number, paper.made_at)


def draw_paper(case: Case, paper: CaseDocument, language: str) -> tuple[bytes, str]:
    """The PDF and the name of its file, for whoever may see it: as it was sealed, or drawn now."""
    written = "en" if language == "en" else OFFICIAL
    name = f"{case.number}-{paper.version:02d}-{paper.kind}.pdf"
    if paper.file is not None and written == OFFICIAL:
        with files.open_content(files.get_file(SYSTEM, paper.file, holder=case.id)) as content:
            return content.read(), name
    return _draw(case, paper, written)[0], name


def draw_for_seal(case: Case, paper: CaseDocument) -> tuple[bytes, Spot, str]:
    """The Chinese paper with room for a seal at the spot."""
    pdf, spot = _draw(case, paper, OFFICIAL, for_seal=True)
    assert spot is not None
    return pdf, spot, f"{case.number}-{paper.version:02d}-{paper.kind}.pdf"


def _draw(case: Case, paper: CaseDocument, written: str, *, for_seal: bool = False) -> tuple[bytes, Spot | None]:
    title, paragraphs, worded = _compose(case, paper, written)
    with override(written):
        data = lay_out(case, paper, written) | {
            "title": title, "paragraphs": paragraphs, "version": say_version(worded),
            "seal": None if for_seal or paper.sealed_at else _("未加盖电子印章"),
        }  # fmt: skip
        data["closing"] = [_("以中文文本为准。")] if written == "en" else []
    return documents.render_for_seal("notice", data, language=written, made_on=paper.made_at)


def lay_out(case: Case, paper: CaseDocument, language: str) -> dict[str, Any]:
    """What stands on every paper around its words. To be called under `language`."""
    day = as_day(paper.made_at)
    address = f"{settings.PUBLIC_ADDRESS}/progress?number={case.number}"
    return {
        "organisation": case.organisation_name,
        "number": _("编号：%(number)s") % {"number": paper.number},
        "addressee": case.applicant_name,
        "facts": [
            {"label": _("办件编号"), "value": case.number},
            {"label": _("申请事项"), "value": item_name(case, language)},
            {"label": _("申请人"), "value": case.applicant_name},
        ],
        "date": write_date(day, "en") if language == "en" else write_formal_date(day),
        "qr": {"address": address, "label": _("扫码查进度")},
        "source": address,
    }


def say_version(worded: Worded) -> str:
    """Whose words these are."""
    if not worded.region:
        return _("通用文书格式")
    return _("%(region)s文书格式第 %(version)s 版") % {"region": worded.region_name, "version": worded.version}


def _compose(case: Case, paper: CaseDocument, language: str) -> tuple[str, Sequence[str], Worded]:
    written = "en" if language == "en" else OFFICIAL
    worded = find_wording(Document(paper.kind), case.region, written, at=paper.made_at)
    with override(written):
        title, paragraphs = fill(worded.wording, values_of(case, paper, written))
    return title, paragraphs, worded


def _find_by_code(number: str, code: str) -> Case:
    """As `get_progress`: whichever is wrong, there is no such case."""
    try:
        bucket, sequence = sealing.pair_of(number)
    except Invalid as unreadable:
        raise errors.not_found() from unreadable
    case = Case.objects.filter(bucket=bucket, sequence=sequence).first()
    if case is None or not sealing.is_query_code(case.number, code):
        raise errors.not_found()
    return case
