"""The package of a closed case: its parts in one spelling, and its files, each with its digest."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def spell(part: Any) -> bytes:
    """The same bytes for the same part."""
    return json.dumps(part, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":")).encode()


def list_damaged(found: Mapping[str, str], manifest: Mapping[str, str]) -> list[str]:
    """The parts and files whose digest found now is not what the manifest says, missing and added ones included."""
    return sorted(name for name in {*found, *manifest} if found.get(name) != manifest.get(name))


def digests_of(parts: Mapping[str, Any]) -> dict[str, str]:
    """Part → digest."""
    return {name: digest_of(spell(part)) for name, part in parts.items()}
