"""The papers of a case, for staff."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tongban.faces.workbench.shell import Desk, staff_page
from tongban.services.cases import queries as cases


@require_safe
@staff_page("cases.read")
def paper(request: HttpRequest, number: str, document: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A paper of a case of one's own body, as PDF."""
    language = get_language() or "zh-hans"
    return pdf_answer(*cases.render_paper(document, actor=desk.actor, language=language, now=now))


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
