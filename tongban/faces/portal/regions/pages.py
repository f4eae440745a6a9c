"""Choosing the region one lives or does business in: down the tree by links, or by typing its name."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tongban.faces.portal.shell import REGION_COOKIE, render_page
from tongban.foundation.ui.addresses import own_path
from tongban.foundation.ui.preferences import A_YEAR
from tongban.registers.regions import queries as regions

ASKED_AT_MOST = 100
SHOWN = 50


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def region(request: HttpRequest) -> HttpResponse:
    """Without a token, as the preferences are: the worst a stranger's form does is to name another region."""
    return _choose(request) if request.method == "POST" else _show(request)


def _show(request: HttpRequest) -> HttpResponse:
    within, asked = request.GET.get("within", ""), " ".join(request.GET.get("q", "").split())
    context: dict[str, Any] = {
        "asked": asked[:ASKED_AT_MOST],
        "too_long": len(asked) > ASKED_AT_MOST,
        "limit": ASKED_AT_MOST,
    }
    context["next"] = own_path(request.GET.get("next", ""))
    context["path"] = regions.list_path(within) if within else []
    if asked and not context["too_long"]:
        found = regions.find_regions(asked, within=within or None, limit=SHOWN + 1)
        context |= {"found": found[:SHOWN], "more": len(found) > SHOWN}
    else:
        context["below"] = regions.list_children(within or None)
    return render_page(request, "regions/region.html", "region", 422 if context["too_long"] else 200, **context)


def _choose(request: HttpRequest) -> HttpResponse:
    """The region of `code` is kept in a cookie; an empty code forgets it."""
    answer = HttpResponseRedirect(own_path(request.POST.get("next", "")), status=303)
    if not request.POST.get("code"):
        answer.delete_cookie(REGION_COOKIE, samesite="Lax")
        return answer
    code = regions.get_standing_region(request.POST["code"]).code
    secure = request.is_secure()
    answer.set_cookie(REGION_COOKIE, code, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer
