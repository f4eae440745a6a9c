"""The quick way: what anybody may ask and very many do, answered before anybody looks for a session.

Session, account, CSRF and messages, finding the address and reading parameters against a schema cost several times what
such an answer does. The router of the address stays its definition: here stands only how it is asked as a rule, with
nothing to refuse; spelt otherwise it goes the ordinary way, and a test holds both ways to the same answer.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tongban.faces.api.v1 import cases
from tongban.foundation.ui.middleware import refusal_of

_PROGRESS = re.compile("/api/v1/cases/([0-9]{16})")
_CODE = re.compile("[0-9]{8}")


class QuickMiddleware:
    """Stands before whatever looks for a session, and after what counts for every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = _asked(request)
        if asked is None:
            return self.get_response(request)
        try:
            return cases.followed(request, *asked)
        except Exception as exception:
            if (refusal := refusal_of(request, exception)) is None:
                raise
            return refusal


def _asked(request: HttpRequest) -> tuple[str, str] | None:
    """Number and query code of a case whose progress is asked for."""
    found = _PROGRESS.fullmatch(request.path_info)
    if found is None or request.method != "GET" or len(request.GET) != 1:
        return None
    code = request.GET.get("code", "")
    return (found[1], code) if _CODE.fullmatch(code) else None
