"""Signing in and out as a citizen, and the page about oneself."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.portal.regions.pages import own_path
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.errors import DomainError, NotAllowed, Unavailable
from tongban.foundation.ui.words import words_for
from tongban.registers.access import sessions


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = own_path(request.POST.get("next") or request.GET.get("next") or reverse("me"))
    if request.method != "POST":
        return _form(request, target)
    phone = request.POST.get("phone", "")
    try:
        sessions.open_session(request, phone=phone, password=request.POST.get("password", ""), now=timezone.now())
    except (NotAllowed, Unavailable) as refusal:
        return _form(request, target, phone[:40], refusal)
    return HttpResponseRedirect(target, status=303)


def _form(request: HttpRequest, target: str, phone: str = "", refusal: DomainError | None = None) -> HttpResponse:
    status = 200 if refusal is None else 429 if refusal.kind == "unavailable" else 422
    told = words_for(refusal) if refusal else None
    page = render_page(request, "entrance/sign_in.html", "me", status, next=target, phone=phone, refusal=told)
    if refusal and "retry_after" in refusal.facts:
        page.headers["Retry-After"] = str(refusal.facts["retry_after"])
    return page


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.close_session(request, now=timezone.now())
    return HttpResponseRedirect(reverse("home"), status=303)


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('sign_in')}?next={reverse('me')}", status=303)
    return render_page(request, "entrance/me.html", "me")
