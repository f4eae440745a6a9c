"""What the visitor gets when the national platform has answered: in, a question, or a clear refusal."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from tongban.faces.entrance import opening, steps
from tongban.faces.entrance.platform.filing import link_file
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
        link_file(account_id, claims, now)
        return opening.admit(request, account, method="identity", target=target or reverse("me"), now=now)
    except DomainError as refusal:
        return failed(request, refusal, refusal)


def _link(request: HttpRequest, account: Account, claims: Claims) -> HttpResponse:
    now = timezone.now()
    entry.link_identity(account_id=account.id, claims=claims, by=accounts.actor_for(account), now=now)
    link_file(account.id, claims, now)
    return HttpResponseRedirect(reverse("security"), status=303)


def _ask(request: HttpRequest, claims: Claims) -> HttpResponse:
    """The platform has not verified the phone: the visitor shows by password or code which account is theirs.

    The document's number waits nowhere: the file is linked when they come by the platform again.
    """
    request.session.cycle_key()
    steps.keep(request, steps.IDENTITY, **asdict(replace(claims, document_kind="", number="")))
    return render_page(request, "identity_unknown.html", sign_in=sign_in_path(audience_of(request)))


def failed(request: HttpRequest, refusal: DomainError, cause: Exception | None = None) -> HttpResponse:
    """A page that says what happened and that one can sign in otherwise; the cause stands in the log.

    What came without a sign-in that began here has no cause and is not journalled: anybody could fill the journal.
    """
    if cause is not None:
        _log.warning("The national platform's sign-in failed: %s: %s", type(cause).__name__, cause)
        entry.record_refused_identity(refused_with=refusal.code, now=timezone.now())
    return render_page(request, "failed.html", refusal=refusal, sign_in=sign_in_path(audience_of(request)))
