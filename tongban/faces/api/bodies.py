"""What a request's body may hold: JSON in UTF-8, text that can be stored, nested no deeper than anything we ask for."""

import json
import math
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser
from pydantic import ConfigDict

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.ui.rules import unstorable

DEEPEST = 40
MOST = 10_000
"""Values in one body. Without a limit each wrong one would be answered by a sentence of its own."""


class Told(Schema):
    """A body: what it does not name is refused, so that nobody sets what is not theirs to set."""

    model_config = ConfigDict(extra="forbid")


def check_media(request: HttpRequest) -> None:
    """A body is JSON in UTF-8. Raises Invalid request.media_type."""
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != "application/json" or charset not in ("utf-8", "utf8"):
        raise Invalid("request.media_type")


class JsonParser(Parser):
    """Reads `application/json` alone; what JSON has no word for (NaN, 1e999) is no number."""

    def parse_body(self, request: HttpRequest) -> Any:
        check_media(request)
        return json.loads(request.body, parse_float=_finite, parse_constant=_refuse)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is no number of JSON")


def check(body: Any) -> None:
    """Raises Invalid text.null_byte, text.lone_surrogate, request.malformed, request.too_many_fields.

    Does not recurse before it knows how deep it goes.
    """
    level, parts = [body], 0
    for _ in range(DEEPEST):
        inner = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        level = [part for each in inner for part in each]
        parts += len(level)
        if parts > MOST:
            raise Invalid("request.too_many_fields")
    if level:
        raise Invalid("request.malformed")
    code = unstorable(body)
    if code is not None:
        raise Invalid(code, {"body": [code]}, where="body")
