"""What a file may be called, what it may be, and how much one holder may keep. Pure."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tongban.foundation.files.recognition.kinds import KINDS, PLAIN, Finding, Kind
from tongban.foundation.kernel.errors import Conflict, Invalid

LONGEST_NAME = 120
_LONGEST_GIVEN = 1_000
_LONGEST_EXTENSION = 10
_PLAIN_FOUND = (PLAIN, "unknown")  # in other encodings than UTF-8 text is not seen to be text
_UNWANTED = frozenset({"Cc", "Cf", "Cs"})  # control, format (direction, zero width), lone surrogate


class ScanState(StrEnum):
    """What the virus scanner said: nothing yet, clean, infected, or that it cannot look into such a file."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNABLE = "unscannable"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be taken in: bytes of one file, bytes and files of one holder (None: any), and which kinds."""

    file_bytes: int
    holder_bytes: int | None = None
    holder_files: int | None = None
    kinds: tuple[Kind, ...] = KINDS


@dataclass(frozen=True, slots=True)
class FileName:
    """A name fit to keep and show; `extension` is lower case, without its dot, "" when there is none."""

    text: str
    extension: str

    def with_extension(self, extension: str) -> str:
        """The name, ending in `extension` if it had none, at most 120 characters long."""
        if self.extension:
            return self.text
        return f"{self.text[: LONGEST_NAME - len(extension) - 1]}.{extension}"


def clean_name(given: str) -> FileName:
    """The last part of a path, without invisible, control and direction characters, shortened before its extension.

    Raises Invalid: "file.name_too_long" (over 1,000 characters), "file.name_unreadable" (holds a null character),
    "file.name_empty".
    """
    if len(given) > _LONGEST_GIVEN:
        raise refused("file.name_too_long", limit=_LONGEST_GIVEN)
    if "\x00" in given:
        raise refused("file.name_unreadable", position=given.index("\x00") + 1)
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    spaced = " ".join(unicodedata.normalize("NFC", last).split())
    text = "".join(c for c in spaced if unicodedata.category(c) not in _UNWANTED).strip(" .")
    if not text:
        raise refused("file.name_empty")
    stem, dot, extension = text.rpartition(".")
    if not dot or not stem or not extension.isalnum() or len(extension) > _LONGEST_EXTENSION:
        return FileName(text[:LONGEST_NAME], "")
    return FileName(f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}", extension.lower())


def check_kind(extension: str, finding: Finding, allowed: tuple[Kind, ...]) -> Kind:
    """The accepted kind that name and content agree on; a name without extension is believed to be what it is.

    Raises Invalid: "file.kind_not_allowed" (named, allowed), "file.disguised" (named, found), or the finding's fault:
    "file.damaged", "file.locked", "file.expands_too_far", "file.too_many_pixels" (found).
    """
    named = [kind for kind in allowed if extension in kind.extensions]
    if extension and not named:
        raise refused("file.kind_not_allowed", named=extension, allowed=_listed(allowed))
    expected = named or allowed
    if finding.fault and any(finding.found in (kind.name, kind.container) for kind in expected):
        raise refused(f"file.{finding.fault}", found=finding.found)
    if finding.kind in expected and finding.kind is not None:
        return finding.kind
    plain = next((kind for kind in named if kind.container == PLAIN), None)
    if plain is not None and finding.found in _PLAIN_FOUND:
        return plain
    if extension:
        raise refused("file.disguised", named=extension, found=finding.found)
    raise refused("file.kind_not_allowed", named=finding.found, allowed=_listed(allowed))


def check_quota(used_bytes: int, used_files: int, size: int, limits: Limits, *, files: int = 1) -> None:
    """Raises Conflict "file.quota_bytes" (limit_mb, used_mb) or "file.quota_files" (limit) when `files` of `size` bytes
    in all do not fit.
    """
    if limits.holder_bytes is not None and used_bytes + size > limits.holder_bytes:
        raise Conflict("file.quota_bytes", limit_mb=megabytes(limits.holder_bytes), used_mb=megabytes(used_bytes))
    if limits.holder_files is not None and used_files + files > limits.holder_files:
        raise Conflict("file.quota_files", limit=limits.holder_files)


def refused(code: str, **facts: object) -> Invalid:
    """The refusal of an upload, told at its field."""
    return Invalid(code, {"file": [code]}, **facts)


def megabytes(count: int) -> str:
    """Bytes as people read them: 20000000 is "20", 1500000 is "1.5"."""
    return f"{count / 1_000_000:.4g}"


def _listed(kinds: tuple[Kind, ...]) -> str:
    return ", ".join(extension for kind in kinds for extension in kind.extensions)
