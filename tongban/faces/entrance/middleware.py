"""Who is signed in: the account of an open session, and nobody once the session has ended anywhere."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from tongban.faces.entrance.opening import SESSION_KEY, session_of
from tongban.registers.access.queries import Account
from tongban.registers.entry import commands as entry
from tongban.registers.entry import queries as entries
from tongban.registers.entry.queries import AccountSession
from tongban.registers.entry.rules import SEEN_EVERY

STAFF_PATHS = "/workbench/"
_OPEN_TO_ALL = ("/workbench/sign-in", "/workbench/sign-out")


class OpenSessionMiddleware:
    """Sets `request.user`, with one statement where a page asks for it; staff pages wait for a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _account_of(request))  # type: ignore[assignment]
        if _lacks_second_factor(request):
            wanted = urlencode({"next": request.get_full_path()} if request.method == "GET" else {})
            return HttpResponseRedirect(f"{reverse('second_factor')}?{wanted}", status=303)
        return self.get_response(request)


def _account_of(request: HttpRequest) -> Account | AnonymousUser:
    session = _find(request)
    if session is None:
        return AnonymousUser()
    now = timezone.now()
    if session.last_seen_at + SEEN_EVERY <= now:
        entry.see(session.id, now=now)
    request.entry_session = session  # type: ignore[attr-defined]
    return session.account


def _find(request: HttpRequest) -> AccountSession | None:
    """The open session; one that has ended takes everything that the browser's session kept with it."""
    session_id = session_of(request)
    found = entries.find_session(session_id, now=timezone.now()) if session_id else None
    if found is None and SESSION_KEY in request.session:
        request.session.flush()
    return found


def _lacks_second_factor(request: HttpRequest) -> bool:
    if not settings.SECOND_FACTOR_REQUIRED or not request.path.startswith(STAFF_PATHS):
        return False
    if request.path.startswith(_OPEN_TO_ALL) or not request.user.is_authenticated:
        return False
    return not request.entry_session.with_second_factor  # type: ignore[attr-defined]
