"""Document numbers and phones at rest: sealed for one row and one purpose, found by a blind index.

The key `personal-data` rotates (`commands.reencrypt`); the key of the blind index never does.
"""

import uuid
from enum import StrEnum

from django.conf import settings

from tongban.foundation.keys.cipher import DataCipher
from tongban.foundation.keys.folder import KeyFolder
from tongban.registers.identifiers.rules.holder_code import HolderCode

KEY = "personal-data"
_INDEX_KEY = "document-numbers"


class Purpose(StrEnum):
    """What a sealed value is for; part of what it is sealed with, so none opens in another's place."""

    DOCUMENT = "document"
    FORMER_DOCUMENT = "former_document"
    PHONE = "phone"
    REPRESENTATIVE = "representative"


def cipher() -> DataCipher:
    return KeyFolder(settings.KEY_DIR).cipher(KEY)


def context(purpose: Purpose, row_id: uuid.UUID) -> str:
    return f"parties.{purpose}:{row_id}"


def seal(text: str, purpose: Purpose, row_id: uuid.UUID) -> bytes:
    return cipher().encrypt(text.encode(), context=context(purpose, row_id))


def unseal(sealed: bytes | memoryview, purpose: Purpose, row_id: uuid.UUID) -> str:
    return cipher().decrypt(bytes(sealed), context=context(purpose, row_id)).decode()


def index_of(document: HolderCode) -> bytes:
    """What a document is registered and looked up under: 32 bytes that tell nobody the number."""
    return KeyFolder(settings.KEY_DIR).blind_index(_INDEX_KEY).of(f"{document.type}:{document.number}")
