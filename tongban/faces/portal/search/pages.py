"""Finding something to do: by words, by theme, by department. One list, whichever way one came."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.faces.portal.items.voice import current_voice
from tongban.faces.portal.kept import keep_page
from tongban.faces.portal.search.filters import TEXT_AT_MOST, Wanted, list_selects, read
from tongban.faces.portal.search.hits import list_lines
from tongban.faces.portal.shell import REGION_COOKIE, Place, chosen_place, render_page
from tongban.faces.portal.themes import AUDIENCES, find_event, find_theme, list_themes
from tongban.foundation.kernel.errors import NotFound
from tongban.registers.catalogue.queries import search as items
from tongban.registers.catalogue.queries import suggestions
from tongban.registers.orgs import queries as orgs
from tongban.registers.regions import queries as regions

SHOWN = 20
REGIONS_SHOWN = 5
SUGGESTED = 8
_REGION_WORDS = ("省", "市", "县", "区", "镇", "乡", "村", "街道", "社区")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was asked for; without anything asked, the filters and the themes."""
    wanted = read(request.GET)
    if wanted.too_long:
        return render_page(request, "search/search.html", "search", 422, **_empty(wanted))
    return keep_page(request, lambda: _search(request, wanted))


@require_safe
def theme(request: HttpRequest, audience: str, code: str) -> HttpResponse:
    """The items of a theme."""
    found = find_theme(audience, code)
    if found is None:
        raise NotFound("page.not_found")
    wanted = read(request.GET, audience=audience, theme=code)
    return keep_page(request, lambda: _listed(request, wanted, title=found.name, kind=_("主题")))


@require_safe
def life_event(request: HttpRequest, code: str) -> HttpResponse:
    """The items of a life event."""
    found = find_event(code)
    if found is None:
        raise NotFound("page.not_found")
    wanted = read(request.GET, audience=found.audience, event=code)
    return keep_page(request, lambda: _listed(request, wanted, title=found.name, kind=_("人生大事")))


@require_safe
def department(request: HttpRequest, code: str) -> HttpResponse:
    """What a body offers itself."""
    body = orgs.get_organisation(code)
    wanted = read(request.GET, department=code, scope="own")
    told = {"title": body.name, "kind": _("部门"), "region": body.region_id, "foreign": True}
    return keep_page(request, lambda: _listed(request, wanted, **told))


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Names to go on with while somebody types: a piece of the page."""
    text = " ".join(request.GET.get("q", "").split())[:TEXT_AT_MOST]
    place = chosen_place(request)
    region = place.code if place else None
    found = suggestions.suggest(text, region=region, limit=SUGGESTED, at=timezone.now()) if text else []
    return render(request, "portal/search/_suggestions.html", {"found": found, "asked": text, "voice": current_voice()})


def _search(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    asked = bool(wanted.text or wanted.is_narrowed)
    context = _results(request, wanted) if asked else _empty(wanted)
    if wanted.text and not wanted.after and (not context["lines"] or _names_region(wanted.text)):
        found = regions.find_regions(wanted.text, limit=REGIONS_SHOWN + 1)
        context |= {"found": found[:REGIONS_SHOWN], "more": len(found) > REGIONS_SHOWN}
    return render_page(request, "search/search.html", "search", asked=asked, **context)


def _listed(request: HttpRequest, wanted: Wanted, **told: Any) -> HttpResponse:
    context = _results(request, wanted, region=told.pop("region", None))
    return render_page(request, "search/listed.html", "search", **context, **told)


def _results(request: HttpRequest, wanted: Wanted, region: str | None = None) -> dict[str, Any]:
    """The page of hits for the region chosen, or the one given."""
    place = chosen_place(request) if region is None and REGION_COOKIE in request.COOKIES else None
    where = region or (place.code if place else None)
    page = items.search(**wanted.as_asked(), region=where, limit=SHOWN, at=timezone.now())
    return _empty(wanted, place) | {
        "lines": list_lines(page.hits, current_voice()), "total": page.total, "capped": page.capped,
        "next_url": wanted.address(after=page.next) if page.next else "",
    }  # fmt: skip


def _empty(wanted: Wanted, place: Place | None = None) -> dict[str, Any]:
    """What every page of the search needs; without a single hit."""
    return {
        "wanted": wanted, "limit": TEXT_AT_MOST, "lines": [], "total": 0, "found": [], "next_url": "",
        "selects": list_selects(wanted, with_region=place is not None),
        "themes": [(audience, list_themes(audience)[:12]) for audience in AUDIENCES],
        "search_url": reverse("search"),
    }  # fmt: skip


def _names_region(text: str) -> bool:
    return text.endswith(_REGION_WORDS) or text.isdigit()
