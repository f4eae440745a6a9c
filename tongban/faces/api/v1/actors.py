"""Who calls: whoever is signed in, as a citizen, or in the post that the request names."""

import uuid

from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid, NotAllowed
from tongban.registers.access import queries as access
from tongban.registers.access.queries import Account
from tongban.registers.calendars.rules.clock import local

POST = "X-Post"
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


def actor_of(request: HttpRequest) -> Actor:
    """The citizen of the session; staff name one of their posts by its id in the header `X-Post`.

    Raises NotAllowed api.sign_in, request.csrf, Invalid request.malformed, NotFound post_unknown.
    """
    if not isinstance(request.user, Account):
        raise NotAllowed("api.sign_in")
    if request.method not in SAFE and check_csrf(request) is not None:
        raise NotAllowed("request.csrf")
    named = request.headers.get(POST, "")
    if not named:
        return access.actor_for(request.user)
    try:
        post_id = uuid.UUID(named)
    except ValueError as unreadable:
        raise Invalid("request_invalid", {POST: ["malformed"]}) from unreadable
    today = local(timezone.now()).date()
    return access.actor_for(request.user, access.get_post(request.user, post_id, today=today), today=today)
