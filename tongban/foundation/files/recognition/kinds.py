"""The kinds of file the platform takes in, and what a look at a file can find."""

from dataclasses import dataclass
from enum import StrEnum
from mmap import mmap

Content = bytes | mmap


class Fault(StrEnum):
    """Why a file of an accepted kind is refused all the same; each is the tail of an error code "file.…"."""

    DAMAGED = "damaged"
    LOCKED = "locked"
    EXPANDS_TOO_FAR = "expands_too_far"
    TOO_MANY_PIXELS = "too_many_pixels"


@dataclass(frozen=True, slots=True)
class Kind:
    """An accepted kind: the extensions it goes by, its media type, and the container it is packed in."""

    name: str
    extensions: tuple[str, ...]
    media_type: str
    container: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a file turned out to be: `found` names it for people, `kind` is set when it is an accepted kind."""

    found: str
    kind: Kind | None = None
    fault: Fault | None = None


PLAIN = "text"
_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("pdf", ("pdf",), "application/pdf")
OFD = Kind("ofd", ("ofd",), "application/ofd", "zip")
DOCX = Kind("docx", ("docx",), f"{_OFFICE}wordprocessingml.document", "zip")
XLSX = Kind("xlsx", ("xlsx",), f"{_OFFICE}spreadsheetml.sheet", "zip")
JPEG = Kind("jpeg", ("jpg", "jpeg"), "image/jpeg")
PNG = Kind("png", ("png",), "image/png")
HEIC = Kind("heic", ("heic", "heif"), "image/heic")
KINDS = (PDF, OFD, DOCX, XLSX, JPEG, PNG, HEIC)
CSV = Kind("csv", ("csv",), "text/csv", PLAIN)
"""Nothing in a table of plain text proves it: only who reads such tables takes it in, by its name."""


def of(kind: Kind, fault: Fault | None = None) -> Finding:
    """The finding that a file is of this kind."""
    return Finding(kind.name, kind, fault)
