"""JPEG, PNG and HEIC: the structure is walked from start to end, the picture is never decoded."""

import struct
from collections.abc import Iterator

from tongban.foundation.files.recognition.kinds import HEIC, JPEG, PNG, Content, Fault, Finding, Kind, of

MOST_PIXELS = 200_000_000
"""An A2 sheet at 600 dpi has 139 million; beyond this a picture is a burden to whoever opens it."""

_MOST_PARTS = 100_000
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, b"\xff\xd9"
_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})


def recognise_jpeg(content: Content) -> Finding | None:
    if content[:3] != b"\xff\xd8\xff":
        return None
    pixels, scan_at = 0, -1
    for marker, start in _jpeg_segments(content):
        if marker in _FRAMES and start + 7 <= len(content):
            height, width = struct.unpack(">HH", content[start + 3 : start + 7])
            pixels = height * width
        if marker == _SCAN:
            scan_at = start
    ended = scan_at > 0 and content.find(_END, scan_at) > 0
    return _picture(JPEG, pixels, ended)


def _jpeg_segments(content: Content) -> Iterator[tuple[int, int]]:
    """Marker and start of each segment up to the first scan; stops where the structure breaks."""
    at = 2
    for _ in range(_MOST_PARTS):
        if at + 4 > len(content) or content[at] != 0xFF:
            return
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        yield marker, at + 2
        if marker == _SCAN:
            return
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")


def recognise_png(content: Content) -> Finding | None:
    if content[:8] != _PNG:
        return None
    at, pixels = 8, 0
    for _ in range(_MOST_PARTS):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        at += 12 + length
        if at > len(content) or not kind:
            break
        if kind == b"IHDR" and length == 13:
            width, height = struct.unpack(">II", content[16:24])
            pixels = width * height
        if kind == b"IEND":
            return _picture(PNG, pixels, ended=True)
    return of(PNG, Fault.DAMAGED)


def recognise_heic(content: Content) -> Finding | None:
    """ISO base media file format: boxes up to the last byte, the first naming the brand, one of them "meta"."""
    size = int.from_bytes(content[:4], "big")
    if content[4:8] != b"ftyp" or size < 16:
        return None
    brands = content[8 : min(size, 256)]
    if not _HEIC_BRANDS & {brands[at : at + 4] for at in range(0, len(brands), 4)}:
        return None
    at, kinds = 0, set()
    for _ in range(_MOST_PARTS):
        if at + 8 > len(content):
            break
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        kinds.add(kind)
        at = len(content) if size == 0 else at + max(size, 8)
    return of(HEIC, None if at == len(content) and b"meta" in kinds else Fault.DAMAGED)


def _picture(kind: Kind, pixels: int, ended: bool) -> Finding:
    if not ended or not pixels:
        return of(kind, Fault.DAMAGED)
    return of(kind, Fault.TOO_MANY_PIXELS if pixels > MOST_PIXELS else None)
