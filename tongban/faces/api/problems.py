"""Every refusal of the API as `application/problem+json` (RFC 9457), in the language the client asks for.

`settings.ERROR_ANSWERS` sends domain errors, wrong addresses and broken requests under /api/ here.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from tongban.foundation.kernel.errors import DomainError, Invalid
from tongban.foundation.ui.words import words_for

MEDIA_TYPE = "application/problem+json"
GONE, UNAUTHORIZED = 410, 401
_STATUS_OF_CODE = {
    "api.key_unknown": 401,
    "request.media_type": 415,
}
_CODES = {
    "extra_forbidden": "unknown",
    "missing": "missing",
    "string_too_long": "too_long",
    "int_parsing": "not_a_number",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}
_MALFORMED = {
    "parent": "region_code_malformed",
    "region": "region_code_malformed",
    "cursor": "cursor_malformed",
    "scope": "unknown",
    "audience": "unknown",
}


class Problem(Schema):
    """Why a request was refused: RFC 9457 with our stable `code`, and what is wrong with each field."""

    type: str = Field(description="urn:tongban:problem: and the code")
    title: str = Field(description="In the language of Accept-Language (zh-CN or en)")
    status: int
    detail: str
    code: str = Field(description="Stable; programs decide by it")
    request_id: str = Field(description="Names this request in our logs")
    errors: dict[str, list["FieldError"]] = Field(description="By field; empty when no field is to blame")
    reason: str | None = Field(None, description="Of 410: not_yet, paused, cancelled or ended")
    successors: list["Successor"] | None = Field(None, description="Of 410: what is offered instead")


class FieldError(Schema):
    code: str
    message: str


class Successor(Schema):
    code: str
    name: str


def answer(request: HttpRequest, error: DomainError, status: int) -> HttpResponse:
    """The problem document of a domain error."""
    status = _STATUS_OF_CODE.get(error.code, status)
    language = translation.get_language_from_request(request)
    with translation.override(language):
        body = json.dumps(_document(request, error, status), ensure_ascii=False)
    response = HttpResponse(body, content_type=MEDIA_TYPE, status=status)
    response.headers["Content-Language"] = "en" if language == "en" else "zh-CN"
    if "retry_after" in error.facts:
        response.headers["Retry-After"] = str(error.facts["retry_after"])
    if status == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    add_never_cache_headers(response)
    return response


def _document(request: HttpRequest, error: DomainError, status: int) -> dict[str, Any]:
    title, cause, advice = words_for(error)
    fields: Mapping[str, list[str]] = error.fields if isinstance(error, Invalid) else {}
    return {
        "type": f"urn:tongban:problem:{error.code}",
        "title": title,
        "status": status,
        "detail": " ".join((cause, advice)),
        "code": error.code,
        "request_id": getattr(request, "request_id", ""),
        "errors": {
            field: [{"code": code, "message": _field_message(code)} for code in codes]
            for field, codes in fields.items()
        },
    } | {name: error.facts[name] for name in ("reason", "successors") if name in error.facts and status == GONE}


def _field_message(code: str) -> str:
    messages = {
        "missing": _("没有填写"),
        "too_long": _("太长"),
        "not_a_number": _("不是整数"),
        "out_of_range": _("超出范围"),
        "unknown": _("没有这个选项"),
        "region_code_malformed": _("区划代码是 12 位数字"),
        "cursor_malformed": _("翻页位置不对，请从第一页开始"),
        "text.null_byte": _("有空字符（U+0000）"),
        "text.too_long": _("太长"),
    }
    return messages.get(code, _("读不懂"))


def as_domain_error(refused: DomainError | ValidationError | HttpError | RawPostDataException) -> DomainError:
    """What the framework refused, in our terms: fields against their schema, or a request it could not read."""
    if isinstance(refused, DomainError):
        return refused
    if isinstance(refused, RawPostDataException):  # the body was a form, and has been read as one
        return Invalid("request.media_type")
    if isinstance(refused.__cause__, DomainError):
        return refused.__cause__
    if isinstance(refused, HttpError):
        return Invalid("request.malformed")
    fields: dict[str, list[str]] = {}
    for fault in refused.errors:
        field = str(fault["loc"][-1])
        fields.setdefault(field, []).append(_CODES.get(fault["type"], _MALFORMED.get(field, "malformed")))
    return Invalid("request_invalid", fields)
