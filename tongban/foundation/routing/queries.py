"""Reading what idempotency keys have led to."""

import hashlib
import re
import uuid

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.routing.models import SpentKey

SCOPE_LENGTH = 120
_KEY = re.compile(r"[\x21-\x7e]{8,128}")


def find_result(key: str, *, scope: str) -> uuid.UUID | None:
    """The row that the request with this key made, None while the key is free. Raises Invalid idempotency.malformed."""
    return SpentKey.objects.filter(value=value_of(key, scope)).values_list("result", flat=True).first()


def value_of(key: str, scope: str) -> str:
    """What a key is kept under. Raises Invalid idempotency.malformed."""
    if not 0 < len(scope) <= SCOPE_LENGTH:
        raise ValueError(f"a scope has 1 to {SCOPE_LENGTH} characters: {scope!r}")
    if not _KEY.fullmatch(key):
        raise Invalid("idempotency.malformed", {"Idempotency-Key": ["idempotency.malformed"]})
    return f"{scope}:{hashlib.sha256(key.encode()).hexdigest()}"
