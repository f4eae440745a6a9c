"""Who calls: the program of a key or whoever is signed in, as a citizen, or in the post that the request names."""

import uuid

from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotAllowed
from tongban.registers.access import queries as access
from tongban.registers.access.queries import Account, Caller
from tongban.registers.calendars.rules.clock import local

POST = "X-Post"
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


def actor_of(request: HttpRequest) -> Actor:
    """The account of the key, else of the session; staff name one of its posts by its id in the header `X-Post`.

    Raises NotAllowed api.sign_in, request.csrf, Invalid request.malformed, NotFound post_unknown.
    """
    account = _account_of(request)
    request.actor = _in_post(account, request.headers.get(POST, ""))  # type: ignore[attr-defined]
    return request.actor  # type: ignore[attr-defined]


def _account_of(request: HttpRequest) -> Account:
    caller: Caller | None = getattr(request, "caller", None)
    if caller is not None:
        return caller.account
    if not isinstance(request.user, Account):
        raise NotAllowed("api.sign_in")
    if request.method not in SAFE and check_csrf(request) is not None:
        raise NotAllowed("request.csrf")
    return request.user


def _in_post(account: Account, named: str) -> Actor:
    if not named:
        return access.actor_for(account)
    try:
        post_id = uuid.UUID(named)
    except ValueError as unreadable:
        raise Invalid("request_invalid", {POST: ["malformed"]}) from unreadable
    today = local(timezone.now()).date()
    return access.actor_for(account, access.get_post(account, post_id, today=today), today=today)
