"""The second factor: asked for at sign-in, set up, renewed and removed on one's own pages."""

import uuid
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongban.faces.entrance import opening, steps
from tongban.faces.entrance.security.access import own_page
from tongban.faces.entrance.shell import audience_of, own_path, render_page, sign_in_path
from tongban.foundation.kernel.errors import Conflict, DomainError, NotAllowed, Unavailable
from tongban.registers.access import queries as accounts
from tongban.registers.access.queries import Account
from tongban.registers.entry import commands as entry
from tongban.registers.entry import errors
from tongban.registers.entry import queries as entries


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """At sign-in, after the first proof: the right code leads in."""
    pending = steps.find(request, steps.FIRST_FACTOR)
    if pending is None:
        return HttpResponseRedirect(sign_in_path(audience_of(request)), status=303)
    if request.method != "POST":
        return render_page(request, "second_factor_check.html")
    account, now = accounts.get_account(uuid.UUID(pending["account"])), timezone.now()
    try:
        accounts.check_may_enter(account, samples_allowed=not settings.PRODUCTION)
        code, by = request.POST.get("code", ""), accounts.actor_for(account)
        entry.check_second_factor(account_id=account.id, code=code, by=by, now=now)
    except (NotAllowed, Unavailable) as refusal:
        return render_page(request, "second_factor_check.html", refusal=refusal)
    method, target = pending["method"], pending["next"]
    acting_for = uuid.UUID(pending["acting_for"]) if pending.get("acting_for") else None
    told: dict[str, Any] = {"method": method, "target": target, "now": now, "acting_for": acting_for}
    return opening.let_in(request, account, with_second_factor=True, **told)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def set_up(request: HttpRequest, account: Account) -> HttpResponse:
    """Shows the seed to an app and asks for a code from it; then shows the recovery codes, once."""
    target = own_path(request, audience_of(request))
    if entries.has_second_factor(account.id):
        return render_page(request, "second_factor.html", next=target)
    seed = steps.find(request, steps.SEED)
    if seed is None:
        steps.keep(request, steps.SEED, secret=entry.new_secret())
        seed = steps.find(request, steps.SEED) or {}
    if request.method != "POST":
        return _seed_page(request, account, seed["secret"], target)
    now, by, code = timezone.now(), accounts.actor_for(account), request.POST.get("code", "")
    try:
        codes = entry.enrol_second_factor(account_id=account.id, secret=seed["secret"], code=code, by=by, now=now)
    except (NotAllowed, Conflict, Unavailable) as refusal:
        return _seed_page(request, account, seed["secret"], target, refusal)
    steps.forget(request, steps.SEED)
    request.session.cycle_key()
    entry.strengthen(request.entry_session.id)  # type: ignore[attr-defined]
    return render_page(request, "recovery_codes.html", codes=codes, next=target)


def _seed_page(
    request: HttpRequest, account: Account, secret: str, target: str, refusal: DomainError | None = None
) -> HttpResponse:
    label = quote(f"通办:{account.phone[:3]}****{account.phone[-4:]}")
    address = f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': '通办'}, quote_via=quote)}"
    spelled = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render_page(
        request,
        "second_factor_set_up.html",
        refusal=refusal,
        required=settings.SECOND_FACTOR_REQUIRED,
        address=address,
        secret=spelled,
        next=target,
    )


@sensitive_post_parameters("code")
@require_POST
@own_page
def change(request: HttpRequest, account: Account) -> HttpResponse:
    """New recovery codes, or no second factor any more, against a code."""
    code, now, by = request.POST.get("code", ""), timezone.now(), accounts.actor_for(account)
    home, required = reverse("security"), settings.SECOND_FACTOR_REQUIRED
    try:
        if request.POST.get("do") == "renew":
            codes = entry.renew_recovery_codes(account_id=account.id, code=code, by=by, now=now)
            return render_page(request, "recovery_codes.html", codes=codes, next=home)
        if required and accounts.is_staff(account):
            raise errors.second_factor_needed()
        entry.remove_second_factor(account_id=account.id, code=code, by=by, now=now)
    except (NotAllowed, Unavailable) as refusal:
        return render_page(request, "second_factor.html", refusal=refusal, next=home)
    return HttpResponseRedirect(home, status=303)
