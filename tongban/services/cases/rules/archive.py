"""The package of a closed case: its parts in one spelling, each with its digest."""

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


def pack(parts: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
    """The package, and the digest of each of its parts."""
    return spell(dict(parts)), {name: digest_of(spell(part)) for name, part in parts.items()}


def list_damaged(package: Mapping[str, Any], manifest: Mapping[str, str]) -> list[str]:
    """The parts that are not what the manifest says, missing and added ones included."""
    found = {name: digest_of(spell(part)) for name, part in package.items()}
    return sorted(name for name in {*found, *manifest} if found.get(name) != manifest.get(name))
