"""Turns a refusal into an answer: the right status, and a page that names the cause and what to do.

`settings.ERROR_ANSWERS` maps path prefixes to other answers (`{"/api/": "tongban.faces.api.problems.answer"}`), each a
function `(request, error: DomainError, status: int) -> HttpResponse`. Nothing here needs the database.
`settings.REFUSALS` names a function `(request, error) -> None` that is told of every error before it is answered.
"""

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.module_loading import import_string

from tongban.foundation.kernel.errors import DomainError, Invalid, NotAllowed, NotFound
from tongban.foundation.ui.words import words_for

_STATUS_OF_KIND = {
    "not_found": 404,
    "gone": 410,
    "not_allowed": 403,
    "conflict": 409,
    "invalid": 422,
    "unavailable": 503,
}
TOO_MANY = 429
_STATUS_OF_CODE = {
    "text.null_byte": 400,
    "text.lone_surrogate": 400,
    "text.too_long": 413,
    "request.not_utf8": 400,
    "request.malformed": 400,
    "request.unknown_host": 400,
    "request.too_many_fields": 400,
    "request.address_too_long": 414,
    "request.too_large": 413,
    "request.method_not_allowed": 405,
}
_CODE_OF_BAD_REQUEST = (
    (RequestDataTooBig, "request.too_large"),
    ((TooManyFieldsSent, TooManyFilesSent), "request.too_many_fields"),
    (DisallowedHost, "request.unknown_host"),
    (MultiPartParserError, "request.malformed"),
)


class Unexpected(DomainError):
    """Our own mistake; the visitor hears that it was not theirs."""

    kind = "unexpected"


def status_of(error: DomainError) -> int:
    """The HTTP status of an error: by its code where one is listed, else by its kind; 429 where waiting helps."""
    if "retry_after" in error.facts:
        return TOO_MANY
    return _STATUS_OF_CODE.get(error.code) or _STATUS_OF_KIND.get(error.kind, 500)


def answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer the addressed face gives to this error; a page where no face has its own."""
    status = status_of(error)
    if observer := getattr(settings, "REFUSALS", ""):
        import_string(observer)(request, error)
    for prefix, path in getattr(settings, "ERROR_ANSWERS", {}).items():
        if request.path.startswith(prefix):
            response: HttpResponse = import_string(path)(request, error, status)
            return response
    return page(request, error, status)


def page(request: HttpRequest, error: DomainError, status: int, **context: object) -> HttpResponse:
    """A whole page, or for htmx a note put in the place of `main`. A face may pass its `shell`."""
    title, cause, advice = words_for(error)
    partial = request.headers.get("HX-Request") == "true"
    context |= {
        "partial": partial,
        "title": title,
        "cause": cause,
        "advice": advice,
        "status": status,
        "code": error.code,
    }
    context["request_id"] = getattr(request, "request_id", "")
    response = render(request, "ui/_error.html" if partial else "ui/error.html", context, status=status)
    if partial:
        response.headers["HX-Retarget"] = "#main"
        response.headers["HX-Reswap"] = "innerHTML"
    if "retry_after" in error.facts:
        response.headers["Retry-After"] = str(error.facts["retry_after"])
    add_never_cache_headers(response)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: input that never reached a view."""
    code = next((code for kind, code in _CODE_OF_BAD_REQUEST if isinstance(exception, kind)), "request.malformed")
    return answer(request, Invalid(code))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return answer(request, NotAllowed("page.not_allowed"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return answer(request, NotFound("page.not_found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the traceback is in the log under the request's number."""
    return answer(request, Unexpected("server.unexpected"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    return answer(request, NotAllowed("request.csrf"))
