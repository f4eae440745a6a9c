"""Signing in by electronic business licence: a code to scan, and in once the enterprise has confirmed."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongban.faces.entrance import opening, steps
from tongban.faces.entrance.shell import PORTAL, own_path, remember_audience, render_page
from tongban.faces.entrance.sign_in.pages import form
from tongban.foundation.kernel.errors import DomainError, Unavailable
from tongban.foundation.ui.visitors import address_of
from tongban.registers.access import queries as accounts
from tongban.registers.signatures import commands as signatures
from tongban.registers.signatures import queries
from tongban.registers.signatures.queries import Standing
from tongban.registers.signatures.rules import State
from tongban.registers.signatures.words import say_why_not


@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """A fresh code is asked for; 303 to the page that shows it."""
    remember_audience(request, PORTAL)
    target, now = own_path(request, PORTAL), timezone.now()
    try:
        asked = signatures.ask_sign_in(
            title=_("用电子营业执照登录政务服务网"), service=request.build_absolute_uri("/"),
            address=address_of(request), now=now,
        )  # fmt: skip
    except Unavailable as refusal:
        return form(request, PORTAL, target, refusal)
    steps.keep(request, steps.LICENCE, asked=str(asked.id), browser=asked.browser, next=target)
    return HttpResponseRedirect(reverse("licence_code"), status=303)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Shows the code; posted, in if the enterprise has confirmed. htmx asks for the state alone."""
    kept = steps.find(request, steps.LICENCE)
    if kept is None:
        return HttpResponseRedirect(reverse("sign_in"), status=303)
    if request.method == "POST":
        return _enter(request, kept)
    try:
        standing = _standing(kept)
    except DomainError as refusal:
        return _refused(request, kept, refusal)
    if request.headers.get("HX-Request") == "true":
        return render_page(request, "_licence_state.html", PORTAL, **_context(request, standing))
    return render_page(request, "licence.html", PORTAL, **_context(request, standing, kept))


def _enter(request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:
    now = timezone.now()
    try:
        asked, browser = uuid.UUID(kept["asked"]), kept["browser"]
        entered = signatures.redeem_sign_in(request=asked, browser=browser, now=now)
        account, target = accounts.get_account(entered.account), kept["next"]
        steps.forget(request, steps.LICENCE)
        answer = opening.admit(
            request, account, method="licence", target=target, now=now, acting_for=entered.enterprise
        )
    except DomainError as refusal:
        return _refused(request, kept, refusal)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=200, headers={"HX-Redirect": answer["Location"]})
    return answer


def _refused(request: HttpRequest, kept: dict[str, Any], refusal: DomainError) -> HttpResponse:
    """The code stays while it may still be confirmed; else one asks for another."""
    try:
        standing = _standing(kept)
    except DomainError:
        standing = None
    shown = _context(request, standing, kept)
    if request.headers.get("HX-Request") == "true":
        return render_page(request, "_licence_state.html", PORTAL, **shown)
    return render_page(request, "licence.html", PORTAL, refusal=refusal, **shown)


def _standing(kept: dict[str, Any]) -> Standing:
    return queries.get_standing(uuid.UUID(kept["asked"]), browser=kept["browser"], now=timezone.now())


def _context(request: HttpRequest, standing: Standing | None, kept: dict[str, Any] | None = None) -> dict[str, Any]:
    address = ""
    if standing is not None:
        shown_at = reverse("outside:request", kwargs={"request_id": standing.id})
        address = queries.code_address(standing.id, simulated=request.build_absolute_uri(shown_at))
    is_waiting = standing is not None and not standing.is_over and standing.state != State.ANSWERED
    return {
        "standing": standing,
        "address": address,
        "is_simulated": queries.is_simulated(),
        "why_not": say_why_not(standing) if standing else "",
        "is_waiting": is_waiting,
        "is_confirmed": standing is not None and standing.state == State.ANSWERED,
        "next": kept["next"] if kept else "",
    }
