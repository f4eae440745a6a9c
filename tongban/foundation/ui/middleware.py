"""Before any view: a number for the request, the visitor's preferences, and no input that nobody can store."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tongban.foundation.ui.preferences import Preferences

Answer = Callable[[HttpRequest], HttpResponse]


class RequestNumberMiddleware:
    """Gives each request a number that error pages, logs and the answer's `X-Request-Id` share."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class PreferencesMiddleware:
    """Reads language, text size and theme from cookies; pages differ by them, so caches are told."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = Preferences.from_cookies(request.COOKIES)
        request.preferences = chosen  # type: ignore[attr-defined]
        with translation.override(chosen.code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen.tag)
        patch_vary_headers(response, ["Cookie"])
        return response
