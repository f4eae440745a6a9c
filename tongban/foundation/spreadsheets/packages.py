"""A look into an xlsx before it is opened: how far its cells reach and which of them are formulas."""

import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree import ElementTree

from tongban.foundation.spreadsheets.cells import parse_address
from tongban.foundation.spreadsheets.errors import refused

_MOST_UNPACKED = 500_000_000
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\sr="([A-Z]{1,4}[0-9]{1,8})"[^>]*?(/?)>')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    EOFError,
    ElementTree.ParseError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet as it lies in the package; 0 where it has no cell."""

    last_row: int
    last_column: int
    formulas: dict[str, str] = field(default_factory=dict)


def look_into(content: bytes) -> dict[str, Part]:
    """Name of each worksheet → what lies in it. Raises Invalid spreadsheet.unreadable, file.expands_too_far."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(member.file_size for member in package.infolist()) > _MOST_UNPACKED:
                raise refused("file.expands_too_far")
            return {name: _look_at(_unpack(package, path)) for name, path in _list_sheets(package).items()}
    except _BROKEN as broken:
        raise refused("spreadsheet.unreadable") from broken


def _list_sheets(package: zipfile.ZipFile) -> dict[str, str]:
    targets = {
        link.get("Id"): link.get("Target", "")
        for link in _parse(_unpack(package, "xl/_rels/workbook.xml.rels"))
        if link.get("Type", "").endswith("/worksheet")
    }
    sheets = _parse(_unpack(package, "xl/workbook.xml")).iter(f"{_MAIN}sheet")
    found = {sheet.get("name", ""): targets.get(sheet.get(_ID)) for sheet in sheets}
    return {name: _path(target) for name, target in found.items() if target}


def _path(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _parse(xml: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise refused("spreadsheet.unreadable")
    return ElementTree.fromstring(xml)  # noqa: S314  # no document type, so nothing to expand


def _unpack(package: zipfile.ZipFile, path: str) -> bytes:
    """The directory may lie about sizes: no more is unpacked than it says."""
    with package.open(path) as part:
        return part.read(package.getinfo(path).file_size + 1)


def _look_at(xml: bytes) -> Part:
    if b"<!DOCTYPE" in xml[:1000] or b"<!ENTITY" in xml[:1000]:
        raise refused("spreadsheet.unreadable")
    last_row = last_column = 0
    for found in _CELL.finditer(xml):
        if found[2]:  # an empty cell that is only dressed
            continue
        row, column = parse_address(found[1].decode())
        last_row, last_column = max(last_row, row), max(last_column, column)
    return Part(last_row, last_column, _list_formulas(xml))


def _list_formulas(xml: bytes) -> dict[str, str]:
    formulas = {}
    for found in _FORMULA.finditer(xml):
        cell = _CELL.match(xml, max(0, xml.rfind(b"<", 0, found.start())), found.start())
        if cell is not None:
            formulas[cell[1].decode()] = html.unescape((found[2] or b"").decode("utf-8", "replace"))
    return formulas
