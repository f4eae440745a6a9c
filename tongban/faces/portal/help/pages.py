"""How to use the portal, and how far everybody can use it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.faces.portal.shell import render_page


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render_page(request, "help/help.html", "help")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render_page(request, "help/accessibility.html")
