"""What a licence says at rest: sealed for one row; and how registries name it without telling it.

The key `licence-data` rotates (`commands.rotate_key`); that of the blind index never does.
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
from tongban.foundation.keys.cipher import DataCipher
from tongban.foundation.keys.folder import KeyFolder

KEY = "licence-data"
_NUMBERS = "licence-numbers"
_SHOWN_DIGITS = "licence-shown-digits"


def seal(content: Mapping[str, Any], row: object, *, what: str = "values") -> bytes:
    """The content as JSON, sealed for this row and purpose."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return cipher().encrypt(text.encode(), context=_context(row, what))


def unseal(sealed: bytes | memoryview, row: object, *, what: str = "values") -> dict[str, Any]:
    opened = cipher().decrypt(bytes(sealed), context=_context(row, what))
    content: dict[str, Any] = json.loads(opened)
    return content


def reseal(sealed: bytes, row: object, *, what: str = "values") -> bytes:
    """The same content under the newest version of the key. Raises NotAuthentic."""
    return cipher().reencrypt(sealed, context=_context(row, what))


def cipher() -> DataCipher:
    return KeyFolder(settings.KEY_DIR).cipher(KEY)


def _context(row: object, what: str) -> str:
    return f"licences.{what}:{row}"


def key_of(identifier: str) -> uuid.UUID:
    """What the registry keeps an identifier under: sixteen bytes of its digest."""
    return uuid.UUID(bytes=hashlib.blake2b(identifier.encode(), digest_size=16).digest())


def index_of(number: str) -> bytes:
    """What a printed number is looked up under, however it is spelled: width, case and blanks do not count."""
    plain = "".join(unicodedata.normalize("NFKC", number).upper().split())
    return _numbers(settings.KEY_DIR).of(plain)


def index_of_digits(item: str, digits: str) -> bytes:
    """What the digits beside a shown code are looked up under: for this item alone."""
    return _digits(settings.KEY_DIR).of(f"{item}:{digits}")


@cache
def _digits(folder: Path) -> BlindIndex:
    return KeyFolder(folder).blind_index(_SHOWN_DIGITS)


@cache
def _numbers(folder: Path) -> BlindIndex:
    """Read once in a process: it never rotates."""
    return KeyFolder(folder).blind_index(_NUMBERS)
