"""Makers: the smallest whole file of each kind, and stored files through the commands."""

import datetime as dt
import io
import struct
import uuid
import zipfile
import zlib

from tongban.foundation.files import commands
from tongban.foundation.files.models import StoredFile
from tongban.foundation.files.rules import Limits
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import new_id

HOLDER = new_id(7)
CITIZEN = Actor(uuid.UUID(int=1), "citizen")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
EXE = b"MZ\x90\x00" + bytes(200)
HTML = b"\n<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WORD = "wordprocessingml.document.main+xml"
SHEET = "spreadsheetml.sheet.main+xml"


def jpeg(width: int = 8, height: int = 8, tail: bytes = b"\xff\xd9") -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x11" * 20 + tail


def png(width: int = 8, height: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def heic(tail: bytes = b"") -> bytes:
    return struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + struct.pack(">I", 12) + b"meta\0\0\0\0" + tail


def package(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, packing)
    return buffer.getvalue()


def office(main: str = WORD, **members: bytes) -> bytes:
    types = (
        f'<Types><Override PartName="/main.xml" ContentType="application/vnd.openxmlformats-officedocument.{main}"/>'
    )
    return package({"[Content_Types].xml": types.encode(), "main.xml": b"<x/>"} | members)


def ofd() -> bytes:
    return package({"OFD.xml": b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>', "Doc_0/Document.xml": b"<x/>"})


def file(
    now: dt.datetime,
    content: object = PDF,
    name: str = "营业执照.pdf",
    *,
    holder: uuid.UUID = HOLDER,
    by: Actor = CITIZEN,
    limits: Limits | None = None,
) -> StoredFile:
    """A file that this holder keeps."""
    return commands.store(content, name=name, holder=holder, by=by, now=now, limits=limits)  # type: ignore[arg-type]
