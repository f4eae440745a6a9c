"""Signing in by password, and signing out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongban.faces.entrance import opening
from tongban.faces.entrance.shell import PORTAL, own_path, remember_audience, render_page, sign_in_path
from tongban.foundation.kernel.errors import DomainError, NotAllowed, Unavailable
from tongban.registers.access import commands as access
from tongban.registers.signatures import queries as signatures


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, audience: str) -> HttpResponse:
    target = own_path(request, audience)
    if request.method != "POST":
        return form(request, audience, target)
    now = timezone.now()
    try:
        account = access.sign_in(
            phone=request.POST.get("phone", ""),
            password=request.POST.get("password", ""),
            address=opening.address_of(request),
            samples_allowed=not settings.PRODUCTION,
            now=now,
        )
    except (NotAllowed, Unavailable) as refusal:
        return form(request, audience, target, refusal)
    remember_audience(request, audience)
    return opening.admit(request, account, method="password", target=target, now=now)


def form(request: HttpRequest, audience: str, target: str, refusal: DomainError | None = None) -> HttpResponse:
    """The page with every way in; what was typed stays, but the password."""
    return render_page(
        request,
        "sign_in.html",
        audience,
        refusal=refusal,
        next=target,
        phone=request.POST.get("phone", "")[:40],
        action=sign_in_path(audience),
        by_licence=audience == PORTAL and signatures.is_open(),
        platform=settings.NATIONAL_PLATFORM_NAME if settings.NATIONAL_PLATFORM_ISSUER else "",
    )


@require_POST
def sign_out(request: HttpRequest, audience: str) -> HttpResponse:
    opening.close(request, timezone.now())
    return HttpResponseRedirect(reverse("home") if audience == PORTAL else reverse("staff_sign_in"), status=303)
