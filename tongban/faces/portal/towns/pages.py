"""The channel of a town or street: what it and its villages offer, and where one goes (GUI-04)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tongban.faces.portal.items.voice import current_voice, dial
from tongban.faces.portal.kept import keep_page
from tongban.faces.portal.search.hits import list_lines
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.errors import NotFound
from tongban.registers.catalogue.queries import guides, navigation
from tongban.registers.catalogue.queries import search as items
from tongban.registers.regions import queries as regions
from tongban.registers.regions.rules import Level

SHOWN = 50


@require_safe
def town(request: HttpRequest, code: str) -> HttpResponse:
    """The town's own items, or those of one of its villages (`?at=`); a village's address leads to its town."""
    region = regions.get_standing_region(code)
    if region.level == Level.VILLAGE and region.parent_id:
        target = f"{reverse('town', args=[region.parent_id])}?{urlencode({'at': code})}"
        return HttpResponseRedirect(target, status=303)
    if region.level != Level.TOWN:
        raise NotFound("page.not_found")
    return keep_page(request, lambda: render_page(request, "towns/town.html", "search", **_context(request, region)))


def _context(request: HttpRequest, region: Any) -> dict[str, Any]:
    now = timezone.now()
    counts = navigation.count_below(region.code, at=now)
    villages = regions.list_children(region.code)
    chosen = next((each for each in villages if each.code == request.GET.get("at")), region)
    page = items.search(region=chosen.code, scope="own", limit=SHOWN, at=now, after=request.GET.get("after") or None)
    place = guides.get_guide(page.hits[0].code, at=now) if page.hits else None
    return {
        "town": region, "chosen": chosen, "path": regions.list_path(region.code)[:-1],
        "villages": [(each, counts.get(each.code, 0)) for each in villages], "own": counts.get(region.code, 0),
        "lines": list_lines(page.hits, current_voice()), "total": page.total,
        "next_url": f"?{urlencode({'at': chosen.code, 'after': page.next})}" if page.next else "",
        "where": place.content if place else {}, "body": place.organisation if place else None, "dial": dial,
    }  # fmt: skip
