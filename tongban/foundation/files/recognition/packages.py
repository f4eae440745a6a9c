"""Kinds packed in a zip archive: OFD (GB/T 33190), DOCX and XLSX (ISO/IEC 29500).

The directory is measured before it is read, and only the one member that names the kind is unpacked, up to a limit.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tongban.foundation.files.recognition.kinds import DOCX, OFD, XLSX, Content, Fault, Finding, of

_LOCAL, _ENTRY, _END, _LOCATOR = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 65_535
_MOST_MEMBERS = 5_000
_LONGEST_DIRECTORY = 2_000_000
_MOST_UNPACKED = 500_000_000
_FREE_RATIO, _SMALL = 200, 1_000_000
_LONGEST_NAMING = 1_000_000
_TYPES = "[Content_Types].xml"
_MAIN = (
    (b"macroEnabled", Finding("office-macros")),
    (b"wordprocessingml.document.main+xml", of(DOCX)),
    (b"spreadsheetml.sheet.main+xml", of(XLSX)),
)
# What zipfile raises on broken archives; OSError when a record points to before the file.
_UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class _Directory:
    """Where an archive's end record stands, and what it says of its directory."""

    at: int
    members: int
    size: int
    zip64: bool

    def leads_somewhere(self, content: Content) -> bool:
        start = self.at - self.size
        return self.zip64 or self.size == 0 or (start >= 0 and content[start : start + 4] == _ENTRY)


def begins(content: Content) -> bool:
    """True when the content starts as an archive."""
    return content[:4] in (_LOCAL, _END)


def ends_in_archive(content: Content) -> bool:
    """True when an archive hangs at the end of something else, where unpackers would find it."""
    return any(directory.leads_somewhere(content) for directory in _directories(content))


def recognise(file: BinaryIO, content: Content) -> Finding:
    """The package's kind; "zip" or what else it is when it is none of ours."""
    directory = next(_directories(content), None)
    if directory is None:
        return Finding("zip", fault=Fault.DAMAGED)
    if directory.zip64 or directory.members > _MOST_MEMBERS or directory.size > _LONGEST_DIRECTORY:
        return Finding("zip", fault=Fault.EXPANDS_TOO_FAR)
    try:
        with zipfile.ZipFile(file) as package:
            return _look_into(package, len(content))
    except _UNREADABLE:
        return Finding("zip", fault=Fault.DAMAGED)


def _directories(content: Content) -> Iterator[_Directory]:
    """Every end record that stands where one may stand, the last first."""
    start = max(len(content) - _END_SIZE - _LONGEST_COMMENT, 0)
    at = content.rfind(_END, start)
    while at >= 0:
        record = content[at : at + _END_SIZE]
        if len(record) == _END_SIZE:
            members, size = struct.unpack("<HI", record[10:16])
            yield _Directory(at, members, size, zip64=content[max(at - 20, 0) : at].startswith(_LOCATOR))
        at = content.rfind(_END, start, at)


def _look_into(package: zipfile.ZipFile, size: int) -> Finding:
    members = package.infolist()
    if fault := _fault(members, size):
        return Finding("zip", fault=fault)
    names = {member.filename for member in members}
    if "OFD.xml" in names:
        return of(OFD) if b"OFD" in _read(package, "OFD.xml") else Finding("zip")
    if _TYPES in names:
        types = _read(package, _TYPES)
        return next((finding for mark, finding in _MAIN if mark in types), Finding("office"))
    return Finding("jar" if "META-INF/MANIFEST.MF" in names else "zip")


def _fault(members: list[zipfile.ZipInfo], size: int) -> Fault | None:
    if any(member.flag_bits & 1 for member in members):
        return Fault.LOCKED
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    dense = any(m.file_size > _SMALL and m.file_size > _FREE_RATIO * m.compress_size for m in members)
    if packed > size or unpacked > _MOST_UNPACKED or dense:
        return Fault.EXPANDS_TOO_FAR
    return None if all(_is_ordinary(member) for member in members) else Fault.DAMAGED


def _is_ordinary(member: zipfile.ZipInfo) -> bool:
    """True for what office programs write: stored or deflated, and inside the package."""
    path = member.filename.replace("\\", "/")
    inside = not path.startswith("/") and ".." not in path.split("/")
    return inside and member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as member:
        return member.read(_LONGEST_NAMING)
