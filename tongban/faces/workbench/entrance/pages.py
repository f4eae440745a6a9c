"""Signing in and out as staff, and choosing the post one acts in."""

import datetime as dt
import uuid

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.shell import POST_KEY, Desk, post_name, render_desk, role_name, staff_page
from tongban.foundation.kernel.errors import DomainError, NotAllowed, NotFound, Unavailable
from tongban.foundation.ui.words import words_for
from tongban.registers.access import commands as access
from tongban.registers.access import queries as posts
from tongban.registers.access.rules import SESSION_LASTS, client_address


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = _own_path(request.POST.get("next") or request.GET.get("next") or "")
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
    context = {"next": target, "phone": phone, "refusal": words_for(refusal) if refusal else None}
    page = render(request, "workbench/entrance/sign_in.html", context, status=status)
    if refusal and "retry_after" in refusal.facts:
        page.headers["Retry-After"] = str(refusal.facts["retry_after"])
    return page


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        access.record_sign_out(request.user, now=timezone.now())
    logout(request)
    return HttpResponseRedirect(reverse("workbench:sign_in"), status=303)


@require_safe
@staff_page()
def desk_page(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    held = [(post, post_name(post), post == desk.post) for post in desk.posts]
    role = role_name(desk.post.role)
    return render_desk(request, "entrance/desk.html", desk, now, "workbench:desk", posts=held, role=role)


@require_POST
@staff_page()
def take_post(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """From now on this session acts in the post. Raises NotFound post_unknown for any but one's own."""
    try:
        wanted = uuid.UUID(request.POST.get("post", ""))
    except ValueError as nothing:
        raise NotFound("post_unknown") from nothing
    request.session[POST_KEY] = str(posts.get_post(desk.account, wanted).id)
    return HttpResponseRedirect(reverse("workbench:mine"), status=303)


def _own_path(target: str) -> str:
    own = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if own else reverse("workbench:mine")
