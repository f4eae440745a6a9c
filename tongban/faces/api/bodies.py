"""What a request's body may hold: text that can be stored, nested no deeper than anything we ask for."""

from typing import Any

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.ui.rules import unstorable

DEEPEST = 40


def check(body: Any) -> None:
    """Raises Invalid text.null_byte, text.lone_surrogate, request.malformed. Does not recurse before it knows."""
    level = [body]
    for _ in range(DEEPEST):
        inner = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        level = [part for parts in inner for part in parts]
    if level:
        raise Invalid("request.malformed")
    code = unstorable(body)
    if code is not None:
        raise Invalid(code, {"body": [code]}, where="body")
