"""The papers of a case to download: signed in, or with the query code that the receipt prints."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.foundation.ui.visitors import address_of
from tongban.journeys import licensing
from tongban.registers.access import queries as access
from tongban.registers.access.queries import Account
from tongban.services.cases import queries as cases


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, number: str, document: uuid.UUID) -> HttpResponse:
    """GET for whoever may act for the applicant; POST with `code` for anybody who has it: a code is in no address."""
    language = get_language() or "zh-hans"
    if request.method == "POST":
        code = request.POST.get("code", "")
        licensing.follow(number=number, code=code, address=address_of(request), now=timezone.now())
        return pdf_answer(*cases.render_paper_by_code(number, code, document, language=language))
    if not isinstance(request.user, Account):
        here = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('sign_in')}?{here}", status=303)
    actor = access.actor_for(request.user)
    return pdf_answer(*cases.render_paper(document, actor=actor, language=language, now=timezone.now()))


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
