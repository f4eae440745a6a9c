"""What a licence says at rest: sealed for one row; and how registries name it without telling it.

The key `licence-data` rotates; that of the blind index never does.
"""

import hashlib
import json
import unicodedata
import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.foundation.keys.blind_index import BlindIndex
from tongban.foundation.keys.folder import KeyFolder

KEY = "licence-data"
_NUMBERS = "licence-numbers"


def seal(content: Mapping[str, Any], row: object, *, what: str = "values") -> bytes:
    """The content as JSON, sealed for this row and purpose."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return KeyFolder(settings.KEY_DIR).cipher(KEY).encrypt(text.encode(), context=f"licences.{what}:{row}")


def unseal(sealed: bytes | memoryview, row: object, *, what: str = "values") -> dict[str, Any]:
    opened = KeyFolder(settings.KEY_DIR).cipher(KEY).decrypt(bytes(sealed), context=f"licences.{what}:{row}")
    content: dict[str, Any] = json.loads(opened)
    return content


def key_of(identifier: str) -> uuid.UUID:
    """What the registry keeps an identifier under: sixteen bytes of its digest."""
    return uuid.UUID(bytes=hashlib.blake2b(identifier.encode(), digest_size=16).digest())


def index_of(number: str) -> bytes:
    """What a printed number is looked up under, however it is spelled: width, case and blanks do not count."""
    plain = "".join(unicodedata.normalize("NFKC", number).upper().split())
    return _numbers(settings.KEY_DIR).of(plain)


@cache
def _numbers(folder: Path) -> BlindIndex:
    """Read once in a process: it never rotates."""
    return KeyFolder(folder).blind_index(_NUMBERS)
