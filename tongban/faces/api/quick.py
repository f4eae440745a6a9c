"""The quick way: what anybody may ask and very many do, answered before preferences, sessions and routers.

Those cost several times what such an answer does. Here only what is right is answered: asked otherwise, by a program
with its key, or to be refused, a request goes the ordinary way, where wrong codes are counted and errors worded. A test
holds both ways to the same answer.
"""

import re
import time
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.errors import ValidationError

from tongban.faces.api import asking
from tongban.faces.api.callers import PEOPLE, fair_shares
from tongban.faces.api.v1 import items
from tongban.faces.api.v1.cases import MEDIA_TYPE
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.ui.middleware import check_address
from tongban.foundation.ui.visitors import address_of
from tongban.services.cases.queries import get_progress_json
from tongban.services.licences.queries import find_verification

Answer = Callable[[HttpRequest], HttpResponse]


class QuickMiddleware:
    """Stands after what marks every answer, and before all that prepares a page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _answer(request) or self.get_response(request)


def _answer(request: HttpRequest) -> HttpResponse | None:
    meta = request.META
    if request.method != "GET" or "HTTP_AUTHORIZATION" in meta:
        return None
    asked = f"{request.path_info}?{meta.get('QUERY_STRING', '')}"
    for pattern, answer in _QUICK:
        if found := pattern.fullmatch(asked):
            return _timed(answer, request, found)
    return None


def _timed(
    answer: Callable[..., HttpResponse | None], request: HttpRequest, found: re.Match[str]
) -> HttpResponse | None:
    """A worker busy with these is busy for programs too."""
    began = time.monotonic()
    try:
        request.get_host()
        return answer(request, *found.groups())
    except (DomainError, SuspiciousOperation, OperationalError, InterfaceError):
        return None
    finally:
        fair_shares().used(PEOPLE, 1, time.monotonic() - began)


def _progress(request: HttpRequest, number: str, code: str) -> HttpResponse:
    told = get_progress_json(number, code, address=address_of(request), now=timezone.now())
    return HttpResponse(told, content_type=MEDIA_TYPE)


def _verification(_request: HttpRequest, identifier: str) -> HttpResponse | None:
    told = find_verification(identifier, now=timezone.now())
    return None if told is None else HttpResponse(told, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def _search(request: HttpRequest) -> HttpResponse | None:
    check_address(request)
    try:
        asked = asking.read(items.Asked, request)
    except ValidationError:
        return None
    return items.found(request, asked)


_QUICK = (
    (re.compile(r"/api/v1/items\?.*", re.DOTALL), _search),
    (re.compile(r"/api/v1/cases/([0-9]{16})\?code=([0-9]{8})"), _progress),
    (re.compile(r"/api/v1/licences/([0-9A-Z.]{1,120})/verification\?"), _verification),
)
