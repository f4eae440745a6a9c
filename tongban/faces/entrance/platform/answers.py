"""What the visitor gets when the national platform has answered: in, a question, or a clear refusal."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from tongban.faces.entrance import opening, steps
from tongban.faces.entrance.shell import audience_of, render_page, sign_in_path
from tongban.foundation.kernel.errors import DomainError
from tongban.registers.access import queries as accounts
from tongban.registers.access.queries import Account
from tongban.registers.entry import commands as entry
from tongban.registers.entry.rules import Claims, read_claims

_log = logging.getLogger(__name__)


def entered(request: HttpRequest, told: Mapping[str, Any], target: str) -> HttpResponse:
    """The person is who the platform says: linked to whoever is signed in, else let in, else asked who they are."""
    try:
        claims = read_claims(settings.NATIONAL_PLATFORM_ISSUER, told)
        if isinstance(request.user, Account):
            return _link(request, request.user, claims)
        now = timezone.now()
        account_id = entry.enter_by_identity(claims=claims, now=now)
        if account_id is None:
            return _ask(request, claims)
        account = accounts.get_account(account_id)
        return opening.admit(request, account, method="identity", target=target or reverse("me"), now=now)
    except DomainError as refusal:
        return failed(request, refusal)


def _link(request: HttpRequest, account: Account, claims: Claims) -> HttpResponse:
    entry.link_identity(account_id=account.id, claims=claims, by=accounts.actor_for(account), now=timezone.now())
    return HttpResponseRedirect(reverse("security"), status=303)


def _ask(request: HttpRequest, claims: Claims) -> HttpResponse:
    """The platform has not verified the phone: the visitor shows by password or code which account is theirs."""
    request.session.cycle_key()
    steps.keep(request, steps.IDENTITY, **asdict(claims))
    return render_page(request, "identity_unknown.html", sign_in=sign_in_path(audience_of(request)))


def failed(request: HttpRequest, refusal: DomainError, cause: Exception | None = None) -> HttpResponse:
    """A page that says what happened and that one can sign in otherwise; the cause stands in the log."""
    if cause is not None:
        _log.warning("The national platform's sign-in failed: %s: %s", type(cause).__name__, cause)
    return render_page(request, "failed.html", refusal=refusal, sign_in=sign_in_path(audience_of(request)))
