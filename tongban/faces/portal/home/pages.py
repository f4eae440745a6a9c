"""The first page: where to type it, what is asked for most, themes and departments of one's region."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.faces.portal.cases.mine import get_brief
from tongban.faces.portal.items.voice import current_voice
from tongban.faces.portal.kept import keep_page
from tongban.faces.portal.search.hits import list_lines
from tongban.faces.portal.shell import Place, chosen_place, render_page
from tongban.faces.portal.themes import AUDIENCES, ENTERPRISE, PERSON, list_events, list_themes
from tongban.registers.catalogue.queries import navigation
from tongban.registers.catalogue.queries import search as items
from tongban.registers.regions import queries as regions
from tongban.registers.regions.rules import Level, is_pseudo_city

DEPARTMENTS, EVENTS = "department", "event"
HOT, IN_THE_HERO = 9, 5
TOWNS_SHOWN = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Kept for everybody without a session; whoever is signed in sees what waits for them."""
    return keep_page(request, lambda: render_page(request, "home/home.html", "home", **_context(request)))


def _context(request: HttpRequest) -> dict[str, Any]:
    chosen = request.GET.get("for", PERSON)
    chosen = chosen if chosen in (*AUDIENCES, DEPARTMENTS, EVENTS) else PERSON
    place, now = chosen_place(request), timezone.now()
    region = place.code if place else None
    hot = items.search(region=region, limit=HOT, at=now)
    context: dict[str, Any] = {"chosen": chosen, "hot": list_lines(hot.hits, current_voice()), "in_hero": IN_THE_HERO}
    context |= {"tabs": _tabs(chosen), "towns": _towns(place), "towns_shown": TOWNS_SHOWN}
    context["brief"] = get_brief(request) if request.user.is_authenticated else None
    if chosen == DEPARTMENTS:
        return context | {"departments": navigation.list_departments(region=region, at=now), "themes": []}
    if chosen == EVENTS:
        return context | {"departments": [], "themes": [], "events": list_events()}
    counts = navigation.count_themes(region=region, at=now)[chosen]
    return context | {"departments": [], "themes": list_themes(chosen, counts)}


def _tabs(chosen: str) -> list[dict[str, Any]]:
    names = {PERSON: _("个人"), ENTERPRISE: _("企业"), EVENTS: _("人生大事"), DEPARTMENTS: _("部门")}
    addresses = {each: "" if each == PERSON else f"?for={each}" for each in names}
    return [
        {"label": name, "url": f"{reverse('home')}{addresses[each]}#themes", "current": each == chosen}
        for each, name in names.items()
    ]


def _towns(place: Place | None) -> list[Any]:
    """The towns of the county that was chosen, or the town that somebody is in; none without a county."""
    path = regions.find_path(place.code) if place else []
    towns = [region for region in path if region.level == Level.TOWN]
    if towns or not path or path[-1].level != Level.COUNTY or is_pseudo_city(path[-1].code):
        return towns
    return [region for region in regions.list_children(path[-1].code) if region.level == Level.TOWN]
