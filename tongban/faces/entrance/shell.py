"""The two looks of the entrance, one address each: citizens see the portal's layout, staff the workbench's."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.ui import addresses
from tongban.foundation.ui.errors import TOO_MANY
from tongban.foundation.ui.navigation import NavigationEntry, Shell
from tongban.foundation.ui.words import words_for

PORTAL, WORKBENCH = "portal", "workbench"
_AUDIENCE_KEY = "entrance_audience"


def remember_audience(request: HttpRequest, audience: str) -> None:
    """The pages that follow have this look."""
    request.session[_AUDIENCE_KEY] = audience


def audience_of(request: HttpRequest) -> str:
    """The look of the page one came from."""
    return WORKBENCH if request.session.get(_AUDIENCE_KEY) == WORKBENCH else PORTAL


def render_page(
    request: HttpRequest,
    template: str,
    audience: str | None = None,
    *,
    refusal: DomainError | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The template in the look of the audience; a refusal stands above it, with its status."""
    audience = audience or audience_of(request)
    context |= {
        "layout": f"ui/{audience}.html",
        "audience": audience,
        "shell": _shell(audience),
        "refusal": words_for(refusal) if refusal else None,
    }
    page = render(request, f"entrance/{template}", context, status=_status(refusal) if refusal else status)
    if refusal and "retry_after" in refusal.facts:
        page.headers["Retry-After"] = str(refusal.facts["retry_after"])
    return page


def _status(refusal: DomainError) -> int:
    if "retry_after" in refusal.facts:
        return TOO_MANY
    return {"unavailable": 503, "conflict": 409}.get(refusal.kind, 422)


def _shell(audience: str) -> Shell:
    if audience == WORKBENCH:
        return Shell(home=reverse("workbench:mine"))
    home = NavigationEntry(_("首页"), reverse("home"), "home")
    search = NavigationEntry(_("查找"), reverse("search"), "search")
    help_page = NavigationEntry(_("使用帮助"), reverse("help"), "info-circle")
    me = NavigationEntry(_("我的"), reverse("me"), "user-circle", current=True)
    return Shell(
        home=reverse("home"),
        tools=(me,),
        tabs=(home, search, help_page, me),
        footer=(help_page, NavigationEntry(_("无障碍说明"), reverse("accessibility"))),
    )


def own_path(request: HttpRequest, audience: str) -> str:
    """Where `next` leads, when that is a page of ours; else the home of the audience, without `next` its own page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    home = "workbench:mine" if audience == WORKBENCH else "home" if target else "me"
    return addresses.own_path(target, reverse(home))


def sign_in_path(audience: str) -> str:
    return reverse("staff_sign_in" if audience == WORKBENCH else "sign_in")
