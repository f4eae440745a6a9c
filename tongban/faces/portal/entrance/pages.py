"""Signing in and out as a citizen, and the page about oneself."""

from django.conf import settings
from django.contrib.auth import login, logout
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
from tongban.registers.access import commands as access
from tongban.registers.access.rules import SESSION_LASTS, client_address


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = own_path(request.POST.get("next") or request.GET.get("next") or reverse("me"))
    if request.method != "POST":
        return _form(request, target)
    try:
        account = access.sign_in(
            phone=request.POST.get("phone", ""),
            password=request.POST.get("password", ""),
            address=_address(request),
            samples_allowed=not settings.PRODUCTION,
            now=timezone.now(),
        )
    except (NotAllowed, Unavailable) as refusal:
        return _form(request, target, request.POST.get("phone", "")[:40], refusal)
    login(request, account)  # under a new session id: a cookie planted before is worth nothing
    request.session.set_expiry(SESSION_LASTS)
    return HttpResponseRedirect(target, status=303)


def _address(request: HttpRequest) -> str:
    forwarded = request.headers.get("X-Forwarded-For", "")
    return client_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)


def _form(request: HttpRequest, target: str, phone: str = "", refusal: DomainError | None = None) -> HttpResponse:
    status = 200 if refusal is None else 429 if refusal.kind == "unavailable" else 422
    told = words_for(refusal) if refusal else None
    page = render_page(request, "entrance/sign_in.html", "me", status, next=target, phone=phone, refusal=told)
    if refusal and "retry_after" in refusal.facts:
        page.headers["Retry-After"] = str(refusal.facts["retry_after"])
    return page


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        access.record_sign_out(request.user, now=timezone.now())
    logout(request)
    return HttpResponseRedirect(reverse("home"), status=303)


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('sign_in')}?next={reverse('me')}", status=303)
    return render_page(request, "entrance/me.html", "me")
