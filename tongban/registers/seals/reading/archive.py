"""The zip of an OFD, read strictly: every byte of it belongs to exactly one part, and nothing unpacks without bound.

Two readers must not be able to see two different documents in one file. So names are compared in both of the places
where a zip keeps them, parts may neither overlap nor leave gaps, and nothing stands before, between or after them.
Source: PKWARE APPNOTE 6.3, narrowed to what GB/T 33190 needs.
"""

import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from tongban.foundation.keys import sm3
from tongban.registers.seals.reading.damage import Damaged

MAX_PARTS = 4096
MAX_PART = 48 * 1024 * 1024
MAX_UNPACKED = 96 * 1024 * 1024
_MAX_NAME = 512
_CHUNK = 64 * 1024
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW, _UTF8, _MASKED = 0x0001 | 0x0040, 0x0008, 0x0800, 0x2000
_LINK, _FILE_TYPE = 0o120000, 0o170000
_FORBIDDEN = frozenset('\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class Archive:
    """The parts of a zip by name. Raises `Damaged` when it is made of anything else than a sound zip."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        directory, count = self._directory()
        parts = [self._central(at) for at in self._places(directory, count)]
        self._bodies = self._laid_out(parts, directory)
        self._parts = {part.name: part for part in parts if not part.name.endswith("/")}
        _check_names(parts)
        if sum(part.size for part in parts) > MAX_UNPACKED:
            raise Damaged("too_much_inside", limit=MAX_UNPACKED)
        self.digests = {name: self._digest(part) for name, part in self._parts.items()}
        """The SM3 of every part; making it unpacked each of them once and compared its checksum."""

    def read(self, name: str) -> bytes:
        """The bytes of a part; `Damaged` when there is none of this name."""
        if name not in self._parts:
            raise Damaged("part_missing", part=name)
        return b"".join(self._unpacked(self._parts[name]))

    def _directory(self) -> tuple[int, int]:
        """Where the central directory begins, and how many entries it has."""
        if len(self._content) < _END.size:
            raise Damaged("cut_short")
        end = len(self._content) - _END.size
        mark, disk, first_disk, here, count, size, start, comment = _END.unpack_from(self._content, end)
        if mark != b"PK\5\6" or comment:
            raise Damaged("bytes_after_the_end")
        if disk or first_disk or here != count or count > MAX_PARTS or start + size != end:
            raise Damaged("directory_broken")
        return start, count

    def _places(self, start: int, count: int) -> Iterator[int]:
        at, end = start, len(self._content) - _END.size
        for _number in range(count):
            if at + _CENTRAL.size > end:
                raise Damaged("directory_broken")
            yield at
            at += _CENTRAL.size + sum(struct.unpack_from("<3H", self._content, at + 28))
        if at != end:
            raise Damaged("directory_broken")

    def _central(self, at: int) -> _Part:
        told = _CENTRAL.unpack_from(self._content, at)
        mark, _made, _needs, flags, method, _time, _day, crc, packed, size, name = told[:11]
        mode, offset = told[15:]
        if mark != b"PK\1\2" or flags & (_ENCRYPTED | _MASKED) or method not in (_STORED, _DEFLATED):
            raise Damaged("directory_broken")
        begin = at + _CENTRAL.size
        spelled = _spelled(self._content[begin : begin + name], flags)
        if (mode >> 16) & _FILE_TYPE == _LINK or (spelled.endswith("/") and size):
            raise Damaged("name_forbidden", part=spelled)
        if size > MAX_PART:
            raise Damaged("too_much_inside", part=spelled, limit=MAX_PART)
        return _Part(spelled, flags, method, crc, packed, size, offset)

    def _laid_out(self, parts: list[_Part], directory: int) -> dict[str, int]:
        """Where the body of each part begins; parts follow each other without gap from the file's first byte."""
        bodies, at = {}, 0
        for part in sorted(parts, key=lambda part: part.offset):
            if part.offset != at or at + _LOCAL.size > directory:
                raise Damaged("bytes_between_parts", part=part.name)
            bodies[part.name] = self._body(part)
            at = self._end(part, bodies[part.name])
        if at != directory:
            raise Damaged("bytes_between_parts")
        return bodies

    def _body(self, part: _Part) -> int:
        mark, _needs, flags, method, _time, _day, crc, packed, size, name, extra = _LOCAL.unpack_from(
            self._content, part.offset
        )
        begin = part.offset + _LOCAL.size
        sizes = (crc, packed, size)
        told = sizes == (part.crc, part.packed, part.size) or (bool(flags & _SIZES_FOLLOW) and sizes == (0, 0, 0))
        same = _spelled(self._content[begin : begin + name], flags) == part.name
        if mark != b"PK\3\4" or (flags, method) != (part.flags, part.method) or not told or not same:
            raise Damaged("told_in_two_ways", part=part.name)
        return begin + int(name) + int(extra)

    def _end(self, part: _Part, body: int) -> int:
        end = body + part.packed
        if not part.flags & _SIZES_FOLLOW:
            return end
        follows = struct.pack("<3I", part.crc, part.packed, part.size)
        for record in (b"PK\7\x08" + follows, follows):
            if self._content[end : end + len(record)] == record:
                return end + len(record)
        raise Damaged("told_in_two_ways", part=part.name)

    def _digest(self, part: _Part) -> bytes:
        state = sm3.new()
        for chunk in self._unpacked(part):
            state.update(chunk)
        return state.digest()

    def _unpacked(self, part: _Part) -> Iterator[bytes]:
        """The part piece by piece, never more than it promised; `Damaged` when checksum or length differ."""
        body = self._bodies[part.name]
        packed = self._content[body : body + part.packed]
        crc = size = 0
        for chunk in _inflated(packed, part) if part.method == _DEFLATED else (packed,):
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            if size > part.size:
                _broken(part)
            yield chunk
        if (crc, size) != (part.crc, part.size):
            _broken(part)


def _inflated(packed: bytes, part: _Part) -> Iterator[bytes]:
    state = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not state.eof:
            yield state.decompress(packed, _CHUNK)
            packed = state.unconsumed_tail
        if not state.eof:
            yield state.flush()
    except zlib.error:
        _broken(part)
    if not state.eof or state.unused_data:
        _broken(part)


def _broken(part: _Part) -> NoReturn:
    raise Damaged("part_broken", part=part.name)


def _spelled(name: bytes, flags: int) -> str:
    """A name as text, when it leads nowhere outside the container and looks the same to every reader."""
    try:
        text = name.decode("utf-8" if flags & _UTF8 else "ascii")
    except UnicodeDecodeError as failure:
        raise Damaged("name_forbidden", part=name[:_MAX_NAME].decode("utf-8", "replace")) from failure
    steps = text.removesuffix("/").split("/")
    odd = any(not character.isprintable() or character in _FORBIDDEN for character in text)
    if odd or len(text) > _MAX_NAME or not {"", ".", ".."}.isdisjoint(steps):
        raise Damaged("name_forbidden", part=text[:_MAX_NAME])
    return text


def _check_names(parts: list[_Part]) -> None:
    seen = set()
    for part in parts:
        name = unicodedata.normalize("NFC", part.name).casefold()
        if name in seen:
            raise Damaged("name_twice", part=part.name)
        seen.add(name)
