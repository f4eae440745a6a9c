"""Evidence at rest between the answer and whoever asked: sealed for one request, under the key `signing-evidence`."""

import json
import uuid

from django.conf import settings

from tongban.foundation.keys.cipher import DataCipher
from tongban.foundation.keys.folder import KeyFolder
from tongban.registers.signatures.rules import Evidence


def seal(evidence: Evidence, request: uuid.UUID) -> bytes:
    return _cipher().encrypt(json.dumps(evidence.to_json(), ensure_ascii=False).encode(), context=_context(request))


def unseal(sealed: bytes | memoryview, request: uuid.UUID) -> Evidence:
    return Evidence.of_json(json.loads(_cipher().decrypt(bytes(sealed), context=_context(request))))


def _cipher() -> DataCipher:
    return KeyFolder(settings.KEY_DIR).cipher("signing-evidence")


def _context(request: uuid.UUID) -> str:
    return f"signatures.evidence:{request}"
