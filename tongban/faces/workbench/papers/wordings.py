"""How a region words its papers: what holds, a draft with its preview, publishing, the versions there were."""

import datetime as dt
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.papers.pages import pdf_answer
from tongban.faces.workbench.papers.words import kind_name, language_name, say_variables
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.words import sentence_for
from tongban.registers.access import queries as access
from tongban.registers.regions import queries as regions
from tongban.services.cases import commands, queries
from tongban.services.cases.queries.wordings import LANGUAGES
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.rights import WORD
from tongban.services.cases.rules.wording import read_wording

PLACE = "workbench:wordings"
_ACTS = {"publish": commands.publish_wording, "discard": commands.discard_wording, "above": commands.withdraw_wording}


@require_safe
@staff_page(WORD)
def own(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The papers of the region of one's post."""
    return HttpResponseRedirect(reverse("workbench:wording_kinds", kwargs={"region": desk.post.region}), status=303)


@require_safe
@staff_page(WORD)
def kinds(request: HttpRequest, region: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Every kind of paper, and whose words it has."""
    rows = [
        (
            kind,
            kind_name(kind),
            [(code, language_name(code), _desk(kind, region, code, desk, now)) for code in LANGUAGES],
        )
        for kind in Document
    ]
    shown: dict[str, Any] = {"region": regions.get_region(region), "rows": rows}
    return render_desk(request, "papers/kinds.html", desk, now, PLACE, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(WORD)
def wording(
    request: HttpRequest, region: str, kind: str, language: str, *, desk: Desk, now: dt.datetime
) -> HttpResponse:
    """One paper's words: saved as a draft, published, discarded, or given back to those above; 303 to this page."""
    paper = _kind(kind, language)
    if request.method != "POST":
        return _page(request, region, paper, language, desk, now)
    act = request.POST.get("act", "")
    told: dict[str, Any] = {"region": region, "kind": paper, "language": language, "by": desk.actor, "now": now}
    try:
        if act in _ACTS:
            _ACTS[act](**told)
        else:
            commands.draft_wording(title=request.POST.get("title", ""), body=request.POST.get("body", ""), **told)
    except (Invalid, Conflict) as refusal:
        return _page(request, region, paper, language, desk, now, request.POST.dict(), refusal)
    here = reverse("workbench:wording", kwargs={"region": region, "kind": kind, "language": language})
    return HttpResponseRedirect(f"{here}?{urlencode({'done': act or 'draft'})}", status=303)


@require_POST
@staff_page(WORD)
def preview(
    request: HttpRequest, region: str, kind: str, language: str, *, desk: Desk, now: dt.datetime
) -> HttpResponse:
    """What was typed, as PDF with an invented case; nothing is kept. With faults the page comes back and says them."""
    paper = _kind(kind, language)
    typed = read_wording(request.POST.get("title", ""), request.POST.get("body", ""))
    try:
        pdf = queries.preview_wording(paper, region, language, typed, actor=desk.actor, now=now)
    except Invalid as refusal:
        return _page(request, region, paper, language, desk, now, request.POST.dict(), refusal)
    return pdf_answer(pdf, f"{kind}-{language}.pdf")


def _desk(kind: Document, region: str, language: str, desk: Desk, now: dt.datetime) -> queries.WordingDesk:
    return queries.get_wording_desk(kind, region, language, actor=desk.actor, now=now)


def _kind(kind: str, language: str) -> Document:
    if kind not in Document.__members__.values() or language not in LANGUAGES:
        raise NotFound("page.not_found")
    return Document(kind)


def _page(
    request: HttpRequest,
    region: str,
    kind: Document,
    language: str,
    desk: Desk,
    now: dt.datetime,
    sent: Mapping[str, str] | None = None,
    refusal: Invalid | Conflict | None = None,
) -> HttpResponse:
    seen = _desk(kind, region, language, desk, now)
    shown_now = seen.draft or seen.holds.wording
    typed = sent if sent and "body" in sent else {"title": shown_now.title, "body": "\n".join(shown_now.body)}
    shown = {
        "region": regions.get_region(region), "kind": kind, "kind_name": kind_name(kind), "code": language,
        "language_name": language_name(language), "seen": seen, "typed": typed, "faults": _lines(refusal),
        "variables": say_variables(kind), "names": _names(seen), "done": request.GET.get("done", ""),
    }  # fmt: skip
    return render_desk(request, "papers/wording.html", desk, now, PLACE, 422 if refusal else 200, **shown)


def _lines(refusal: Invalid | Conflict | None) -> list[ErrorLine]:
    """Each fault with its place, leading to the box it stands in."""
    if refusal is None:
        return []
    faults: Any = refusal.facts.get("faults", ())
    lines = [
        ErrorLine(
            "body" if fault.paragraph else "title",
            _("第 %(number)s 段") % {"number": fault.paragraph} if fault.paragraph else _("名称"),
            sentence_for(fault.code, {"variable": fault.variable}),
        )
        for fault in faults
    ]
    return lines or [ErrorLine("body", _("正文"), sentence_for(refusal.code, refusal.facts))]


def _names(seen: queries.WordingDesk) -> dict[uuid.UUID, str]:
    names = {}
    for account in {row.published_by for row in seen.versions if row.published_by}:
        with suppress(NotFound):
            names[account] = access.get_account(account).name
    return names
