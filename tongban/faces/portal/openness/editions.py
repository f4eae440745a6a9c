"""Published editions of the catalogue: what may exist, as it was announced under a document number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.faces.portal.shell import render_page
from tongban.registers.catalogue.queries import editions
from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.registers.regions import queries as regions

LEVELS = (2, 3, 4, 5, 6)
SHOWN = 300


@require_safe
def edition(request: HttpRequest, region: str, code: str) -> HttpResponse:
    """The frozen rows of one edition; `level` narrows them to what a body at that level of exercise may offer."""
    place = regions.get_region(region)
    asked = request.GET.get("level", "")
    level = int(asked) if asked in map(str, LEVELS) else None
    found = editions.get_edition(code, region=region)
    rows = found.rows if level is None else editions.list_view(code, region=region, level=level)
    levels = get_dictionaries()["use_level"]
    shown: dict[str, Any] = {"region": place, "edition": found, "rows": rows[:SHOWN], "total": len(rows)}
    return render_page(
        request,
        "openness/edition.html",
        "openness",
        **shown,
        level=level,
        levels=[(each, levels[str(each)]) for each in LEVELS],
    )
