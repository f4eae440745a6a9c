"""The first page: where to type it, and what waits for whoever looks."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.faces.portal.shell import render_page
from tongban.faces.portal.themes import CORPORATE, PERSONAL, list_themes


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    audience = CORPORATE if request.GET.get("for") == CORPORATE else PERSONAL
    return render_page(request, "home/home.html", "home", audience=audience, themes=list_themes(audience))
