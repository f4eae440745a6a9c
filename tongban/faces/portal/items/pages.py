"""The guide of an item: its page, the sheet that tells everything at once, its forms on paper."""

import datetime as dt
import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tongban.faces.portal.items.guide import Shown, show
from tongban.faces.portal.items.sheets import can_be_printed, make_sheet
from tongban.faces.portal.items.voice import current_voice, dial
from tongban.faces.portal.kept import keep_page
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.errors import DomainError, NotFound
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.registers.catalogue.queries import guides, samples

CANCELLED_FOR_GOOD = ("cancelled", "ended")


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """The guide for the answers in the address; what is no longer offered says why, and what there is instead."""
    try:
        return _kept(request, code)
    except DomainError as error:
        if error.code != "catalogue.not_offered":
            raise
        return _gone(request, error)


def _kept(request: HttpRequest, code: str) -> HttpResponse:
    """Without answers the page stands until this guide changes; with them it may name others: any change counts."""
    ends: list[dt.datetime | None] = [None]

    def draw() -> HttpResponse:
        shown = _show(request, code)
        ends[0] = shown.guide.fresh_until
        return render_page(request, "items/item.html", "search", **_context(request, shown))

    def stamp() -> str:
        return guides.get_stamp(code, at=timezone.now())

    return keep_page(request, draw, stamp=None if request.GET else stamp, fresh_until=lambda: ends[0])


@require_safe
def print_page(request: HttpRequest, code: str) -> HttpResponse:
    """一次性告知单: the same guide on A4, everything open, for the same answers."""
    context = _context(request, _show(request, code)) | {"today": timezone.now()}
    return render(request, "portal/items/print.html", context)


@require_safe
def form(request: HttpRequest, code: str, *, filled: bool) -> HttpResponse:
    """The application form as PDF, blank or filled in with invented values."""
    guide = guides.get_guide(code, at=timezone.now())
    if not can_be_printed(guide.content):
        raise NotFound("page.not_found")
    language = get_language() or "zh-hans"
    address = request.build_absolute_uri(reverse("item", args=[code]))
    answer = HttpResponse(
        make_sheet(guide, filled=filled, language=language, address=address), content_type="application/pdf"
    )
    answer.headers["Content-Disposition"] = f'inline; filename="{code}-{"sample" if filled else "blank"}.pdf"'
    return answer


@require_safe
def result_sample(request: HttpRequest, code: str, sample: uuid.UUID) -> HttpResponseBase:
    """A file that shows what people get from this item. Raises NotFound, Gone."""
    guide = guides.get_guide(code, at=timezone.now())
    row, content = samples.open_sample(sample, leaf=guide.leaf)
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.media_type)


def _show(request: HttpRequest, code: str) -> Shown:
    now = timezone.now()
    return show(guides.get_guide(code, at=now), request.GET.dict(), current_voice(), now=now)


def _context(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """`address` is where the code on paper leads: the guide without answers."""
    address = request.build_absolute_uri(reverse("item", args=[shown.guide.code]))
    return {"shown": shown, "say": shown.say, "dial": dial, "address": address}


def _gone(request: HttpRequest, error: DomainError) -> HttpResponse:
    reason = str(error.facts["reason"])
    status = 410 if reason in CANCELLED_FOR_GOOD else 404
    successors = [
        NavigationEntry(row["name"], reverse("item", args=[row["code"]])) for row in error.facts["successors"]
    ]
    return render_page(request, "items/gone.html", "search", status, reason=reason, successors=successors)
