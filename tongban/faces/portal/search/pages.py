"""Looking for something to do. The regions answer already; items answer as soon as their catalogue is published."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.faces.portal.shell import render_page
from tongban.registers.regions import queries as regions

ASKED_AT_MOST = 100
SHOWN = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked = " ".join(request.GET.get("q", "").split())
    too_long = len(asked) > ASKED_AT_MOST
    found = regions.find_regions(asked, limit=SHOWN + 1) if asked and not too_long else []
    context = {"asked": asked[:ASKED_AT_MOST], "too_long": too_long, "limit": ASKED_AT_MOST}
    context |= {"found": found[:SHOWN], "more": len(found) > SHOWN}
    return render_page(request, "search/search.html", "search", 422 if too_long else 200, **context)
