"""Codes by text message: to sign in with, and to set a new password with."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.entrance import opening, steps
from tongban.faces.entrance.shell import (
    WORKBENCH,
    audience_of,
    own_path,
    remember_audience,
    render_page,
    sign_in_path,
)
from tongban.faces.entrance.sign_in.pages import form
from tongban.faces.entrance.words import field_words
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import DomainError, Invalid, NotAllowed, Unavailable
from tongban.registers.access import commands as access
from tongban.registers.access import errors as access_errors
from tongban.registers.access import queries as accounts
from tongban.registers.entry import commands as entry
from tongban.registers.entry.rules import Purpose


@never_cache
@require_safe
def forgot(request: HttpRequest, audience: str) -> HttpResponse:
    """Where to: the page that asks for the phone whose password is forgotten."""
    return render_page(request, "forgot.html", audience, next=own_path(request, audience), phone="")


@never_cache
@require_POST
def send(request: HttpRequest, audience: str, purpose: Purpose) -> HttpResponse:
    """A code is on its way; the next page asks for it."""
    target = own_path(request, audience)
    try:
        phone = entry.send_code(
            phone=request.POST.get("phone", ""),
            purpose=purpose,
            address=opening.address_of(request),
            now=timezone.now(),
        )
    except (Invalid, Unavailable) as refusal:
        if purpose is Purpose.SIGN_IN:
            return form(request, audience, target, refusal)
        typed = request.POST.get("phone", "")[:40]
        return render_page(request, "forgot.html", audience, refusal=refusal, next=target, phone=typed)
    remember_audience(request, audience)
    steps.keep(request, steps.CODE_SENT, phone=phone, purpose=purpose.value, next=target)
    return HttpResponseRedirect(reverse("enter_code"), status=303)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Asks for the code that was sent; the right one leads in, to registration or to a new password."""
    sent = steps.find(request, steps.CODE_SENT)
    if sent is None:
        return HttpResponseRedirect(sign_in_path(audience_of(request)), status=303)
    if request.method != "POST":
        return _enter_form(request, sent)
    now = timezone.now()
    try:
        code, purpose = request.POST.get("code", ""), Purpose(sent["purpose"])
        entry.redeem_code(phone=sent["phone"], purpose=purpose, code=code, now=now)
        return _proven(request, sent)
    except (NotAllowed, Unavailable) as refusal:
        return _enter_form(request, sent, refusal)


def _enter_form(request: HttpRequest, sent: dict[str, str], refusal: DomainError | None = None) -> HttpResponse:
    audience = audience_of(request)
    names = ("staff_send_code", "staff_send_reset") if audience == WORKBENCH else ("send_code", "send_reset")
    again = reverse(names[sent["purpose"] == Purpose.RESET])
    return render_page(request, "enter_code.html", refusal=refusal, phone=sent["phone"], next=sent["next"], again=again)


def _proven(request: HttpRequest, sent: dict[str, str]) -> HttpResponse:
    """The visitor holds the phone. Raises what `opening.admit` raises, and credentials_wrong for staff unknown."""
    account = accounts.find_account(sent["phone"])
    steps.forget(request, steps.CODE_SENT)
    if account is not None and sent["purpose"] == Purpose.SIGN_IN:
        return opening.admit(request, account, method="code", target=sent["next"], now=timezone.now())
    if account is None and audience_of(request) == WORKBENCH:
        raise access_errors.credentials_wrong()
    request.session.cycle_key()
    steps.keep(request, steps.PHONE_PROVEN, phone=sent["phone"], purpose=sent["purpose"], next=sent["next"])
    return HttpResponseRedirect(reverse("new_password" if account is not None else "register"), status=303)


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Sets a new password after a code for it; every session of the account ends, and one signs in anew."""
    proven = steps.find(request, steps.PHONE_PROVEN)
    account = accounts.find_account(proven["phone"]) if proven and proven["purpose"] == Purpose.RESET else None
    if account is None:
        return HttpResponseRedirect(sign_in_path(audience_of(request)), status=303)
    if request.method != "POST":
        return render_page(request, "new_password.html", faults={})
    password, now = request.POST.get("password", ""), timezone.now()
    try:
        check_same(password, request.POST.get("again", ""))
        access.set_password(account_id=account.id, password=password, by=accounts.actor_for(account), now=now)
    except Invalid as refusal:
        return render_page(request, "new_password.html", faults=told(refusal), status=422)
    entry.end_other_sessions(account_id=account.id, keep=None, by=SYSTEM, now=now)
    steps.forget(request, steps.PHONE_PROVEN)
    return render_page(request, "password_set.html", sign_in=sign_in_path(audience_of(request)))


def check_same(password: str, again: str) -> None:
    """Raises Invalid account_refused where the two differ."""
    if password != again:
        raise access_errors.account_refused({"again": ["passwords_differ"]})


def told(refusal: Invalid) -> dict[str, str]:
    """The faults by field, in words."""
    return {field: field_words(codes) for field, codes in refusal.fields.items()}
