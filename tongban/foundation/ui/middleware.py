"""Before any view: a number for the request, the visitor's preferences, and no input that nobody can store."""

import logging
import re
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from csp.utils import build_policy
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tongban.foundation.kernel.errors import DomainError, Invalid, Unavailable
from tongban.foundation.ui import errors
from tongban.foundation.ui.preferences import Preferences
from tongban.foundation.ui.rules import unstorable

MAX_QUERY = 8_192
MAX_TEXT = 100_000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_log = logging.getLogger(__name__)

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


class RefusalMiddleware:
    """Refuses what cannot be stored, wherever it stands in the request, and turns domain errors into answers.

    So no view, session or form ever meets a null byte, broken UTF-8 or a value of a megabyte.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            check_address(request)
        except DomainError as error:
            return errors.answer(request, error)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            told = errors.answer(request, Invalid("request.method_not_allowed"))
            told.headers["Allow"] = response.headers.get("Allow", "")
            return told
        return response

    def process_view(self, request: HttpRequest, view: object, *parts: object) -> HttpResponse | None:
        try:
            check_form(request)
        except DomainError as error:
            return errors.answer(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal_of(request, exception)


class PolicyMiddleware:
    """Sends the content security policy of the settings. It is the same for every answer: written once."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response, self.policy = get_response, build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


def refusal_of(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The answer to what a view raised; None where it is our own mistake."""
    if isinstance(exception, DomainError):
        return errors.answer(request, exception)
    if isinstance(exception, (OperationalError, InterfaceError)):
        _log.error("The database did not answer %s", request.path, exc_info=exception)
        return errors.answer(request, Unavailable("database.unavailable"))
    return None


def check_address(request: HttpRequest) -> None:
    """Path, query and cookies are storable and not endless, the query is UTF-8; raises Invalid naming where not.

    Broken UTF-8 in the path arrives here already as harmless text (Django writes it back as %FF).
    """
    if not re.fullmatch("[0-9]*", request.META.get("CONTENT_LENGTH") or ""):
        raise Invalid("request.malformed")
    query = request.META.get("QUERY_STRING", "")
    if len(query) > MAX_QUERY:
        raise Invalid("request.address_too_long", limit=MAX_QUERY)
    try:
        unquote_to_bytes(query.replace("+", " ")).decode()
    except UnicodeError as broken:
        raise Invalid("request.not_utf8") from broken
    _check_values({"path": [request.path_info]} | dict(request.GET.lists()))
    _check_values({name: [value] for name, value in request.COOKIES.items()})


def check_form(request: HttpRequest) -> None:
    """Every field and file name of a form is storable and not endless; raises Invalid naming the field."""
    if request.method == "POST" and request.content_type in _FORMS:
        _check_values(dict(request.POST.lists()))
        _check_values({field: [file.name or "" for file in files] for field, files in request.FILES.lists()})


def _check_values(values: Mapping[str, list[Any]]) -> None:
    for field, texts in values.items():
        code = unstorable(field) or unstorable(texts)
        shown = field.replace("\x00", "")[:60]
        if code:
            raise Invalid(code, {shown: [code]}, where=shown)
        if len(field) > MAX_TEXT or any(len(text) > MAX_TEXT for text in texts):
            raise Invalid("text.too_long", {shown: ["text.too_long"]}, where=shown, limit=MAX_TEXT)
