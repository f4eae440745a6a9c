"""What an applicant filled in, at rest: sealed for one row; and the query code that a receipt prints.

The key `case-data` rotates (`commands.rotate_key`); that of the query codes never does: printed paper cannot be called
back.
"""

import hmac
import json
import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.foundation.keys.blind_index import BlindIndex
from tongban.foundation.keys.cipher import DataCipher
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.permutation import NumberPermutation

KEY = "case-data"
_CODES = "query-codes"
_NUMBERS = "case-numbers"
_CODE_DIGITS = 8


def seal(content: Mapping[str, Any], row_id: uuid.UUID) -> bytes:
    """Form and answers as JSON, sealed for this case or draft."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return cipher().encrypt(text.encode(), context=_context(row_id))


def unseal(sealed: bytes | memoryview, row_id: uuid.UUID) -> dict[str, Any]:
    opened = cipher().decrypt(bytes(sealed), context=_context(row_id))
    content: dict[str, Any] = json.loads(opened)
    return content


def reseal(sealed: bytes, row_id: uuid.UUID) -> bytes:
    """The same content under the newest version of the key. Raises NotAuthentic."""
    return cipher().reencrypt(sealed, context=_context(row_id))


def cipher() -> DataCipher:
    return KeyFolder(settings.KEY_DIR).cipher(KEY)


def number_of(bucket: int, sequence: int) -> str:
    """The printed number of a case."""
    return _numbers(settings.KEY_DIR).number(bucket, sequence)


def pair_of(number: str) -> tuple[int, int]:
    """Bucket and sequence of a printed number. Raises Invalid `printed_number.…`."""
    return _numbers(settings.KEY_DIR).pair(number)


def query_code_of(number: str) -> str:
    """The eight digits that open the progress of this number; stored nowhere."""
    keyed = _codes(settings.KEY_DIR).of(number)
    return f"{int.from_bytes(keyed[:8], 'big') % 10**_CODE_DIGITS:0{_CODE_DIGITS}d}"


def is_query_code(number: str, code: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(query_code_of(number).encode(), code.encode())


def _context(row_id: uuid.UUID) -> str:
    return f"cases.form:{row_id}"


@cache
def _numbers(folder: Path) -> NumberPermutation:
    """Read once in a process: it never rotates."""
    return KeyFolder(folder).permutation(_NUMBERS)


@cache
def _codes(folder: Path) -> BlindIndex:
    """Likewise."""
    return KeyFolder(folder).blind_index(_CODES)
