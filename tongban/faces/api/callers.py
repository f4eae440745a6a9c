"""Programs that call with a key: who they are, and whether a busy worker has room for them.

`Authorization: Bearer <key>`. A key is looked up once and then believed for half a second in each worker, so that
neither a refusal nor a submission pays for it; a key that was taken away is shut everywhere within that time.
"""

import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tongban.faces.api.fairness import FairShares
from tongban.foundation.kernel.errors import DomainError, NotAllowed, Unavailable
from tongban.foundation.ui import errors
from tongban.foundation.ui.visitors import address_of
from tongban.registers.access import commands as access
from tongban.registers.access.queries import Caller, find_caller
from tongban.registers.access.rules import PER_ADDRESS, WINDOW

API = "/api/"
PEOPLE = ""
"""Whoever calls without a key shares one part, and is never refused here."""
_SCHEME = "bearer "
_known: dict[str, tuple[float, Caller]] = {}


@cache
def fair_shares() -> FairShares:
    """Of this very worker."""
    return FairShares(settings.WEB_THREADS)


class CallerMiddleware:
    """Sets `request.caller`; refuses a wrong key (401), and a surge on a busy worker (429)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response, self.shares = get_response, fair_shares()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            caller = self._admitted(request)
        except DomainError as refusal:
            return errors.answer(request, refusal)
        request.caller = caller  # type: ignore[attr-defined]
        began = time.monotonic()
        try:
            return self.get_response(request)
        finally:
            region, share = (caller.region, caller.share) if caller else (PEOPLE, 1)
            self.shares.used(region, share, time.monotonic() - began)

    def _admitted(self, request: HttpRequest) -> Caller | None:
        caller = caller_of(request)
        if caller is not None and (seconds := self.shares.wait(caller.region)):
            raise Unavailable("api.too_fast", retry_after=seconds)
        return caller


def caller_of(request: HttpRequest) -> Caller | None:
    """The program behind the request's key, None without one.

    Raises NotAllowed api.key_unknown, Unavailable too_many_attempts for an address that goes on with wrong keys.
    """
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not request.path_info.startswith(API) or given[: len(_SCHEME)].lower() != _SCHEME:
        return None
    key, clock = given[len(_SCHEME) :].strip(), time.monotonic()
    until, known = _known.get(key, (0.0, None))
    if known is not None and clock < until:
        return known
    _known.pop(key, None)
    caller = find_caller(key, now=timezone.now())
    if caller is None:
        limits = {f"api address {address_of(request)}": PER_ADDRESS}
        access.count_attempts(limits=limits, window=WINDOW, now=timezone.now())
        raise NotAllowed("api.key_unknown")
    _known[key] = (clock + settings.KEPT_ASKED_EVERY, caller)
    return caller
