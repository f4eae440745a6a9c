"""Puts an electronic seal into an OFD (GB/T 33190-2016, chapter 18): the signature covers every part of the file.

A file that carries a signature already is refused: a second one would have to leave the first one's list untouched,
and nothing of ours is signed twice.
"""

import base64
import datetime as dt
import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lxml import etree

from tongban.foundation.keys import sm3
from tongban.foundation.keys.signing import Signer
from tongban.registers.seals import errors
from tongban.registers.seals.rules.ses import SM2_WITH_SM3, SM3
from tongban.registers.seals.rules.use import Place
from tongban.registers.seals.seal_making import sign_with_seal

_SPACE = "http://www.ofdspec.org/2016"
_OFD = f"{{{_SPACE}}}"
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_FORMAT = "OFD"
_BROKEN = (
    zipfile.BadZipFile,
    etree.XMLSyntaxError,
    KeyError,
    AttributeError,
    IndexError,
    UnicodeDecodeError,
    ValueError,
)


_LEVEL = 1
"""Fonts hardly get smaller, and the rest is little: packing harder takes a third of the time that sealing takes."""


@dataclass(frozen=True, slots=True)
class OfdSeal:
    """What an OFD is sealed with: the DER of the seal, the certificate of its holder, and the holder's key."""

    seal: bytes
    certificate: bytes
    signer: Signer


def seal_ofd(content: bytes, seal: OfdSeal, place: Place, *, at: dt.datetime) -> bytes:
    """The file with `Signs/` added and `place` stamped.

    Raises Invalid seal.file_unreadable (no OFD, no such page), Conflict seal.sealed_already.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as read:
            parts = {name.lstrip("/"): read.read(name) for name in read.namelist() if not name.endswith("/")}
        root = _parsed(parts["OFD.xml"])
        page = _page_id(parts, root, place.page)
    except _BROKEN as unreadable:
        raise errors.file_unreadable(_FORMAT) from unreadable
    if root.find(f".//{_OFD}Signatures") is not None:
        raise errors.sealed_already(_FORMAT)
    folder = posixpath.dirname(_document_path(root)) + "/Signs"
    _announce(parts, root, folder)
    parts[f"{folder}/Sign_0/Seal.esl"] = seal.seal
    signature = _signature_xml(parts, folder, page, place, at)
    path = f"{folder}/Sign_0/Signature.xml"
    value = sign_with_seal(
        signature, path=f"/{path}", seal=seal.seal, certificate=seal.certificate, signer=seal.signer, at=at
    )
    return _packed(parts | {path: signature, f"{folder}/Sign_0/SignedValue.dat": value}, at)


def _parsed(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _document_path(root: etree._Element) -> str:
    return str(root.find(f"{_OFD}DocBody/{_OFD}DocRoot").text).strip().lstrip("/")


def _page_id(parts: Mapping[str, bytes], root: etree._Element, number: int) -> str:
    """The ID of the page, counted from 0."""
    pages = _parsed(parts[_document_path(root)]).findall(f"{_OFD}Pages/{_OFD}Page")
    if not 0 <= number < len(pages):
        raise IndexError(number)
    return str(pages[number].attrib["ID"])


def _announce(parts: dict[str, bytes], root: etree._Element, folder: str) -> None:
    """`OFD.xml` names the list of signatures, and the list names the one signature."""
    body = root.find(f"{_OFD}DocBody")
    body.find(f"{_OFD}DocRoot").addnext(_element("Signatures", f"/{folder}/Signatures.xml"))
    parts["OFD.xml"] = _written(root)
    signatures = _element("Signatures")
    signatures.append(_element("MaxSignId", "s001"))
    entry = _element("Signature", ID="s001", Type="Seal", BaseLoc=f"/{folder}/Sign_0/Signature.xml")
    signatures.append(entry)
    parts[f"{folder}/Signatures.xml"] = _written(signatures)


def _signature_xml(parts: Mapping[str, bytes], folder: str, page: str, place: Place, at: dt.datetime) -> bytes:
    info = _element("SignedInfo")
    info.append(_element("Provider", ProviderName="Tongban", Version="1.0", Company="Tongban"))
    info.append(_element("SignatureMethod", SM2_WITH_SM3))
    info.append(_element("SignatureDateTime", at.astimezone(_SHANGHAI).isoformat(timespec="seconds")))
    references = _element("References", CheckMethod=SM3)
    for path, content in sorted(parts.items()):
        reference = _element("Reference", FileRef=f"/{path}")
        reference.append(_element("CheckValue", base64.b64encode(sm3.digest(content)).decode()))
        references.append(reference)
    info.append(references)
    boundary = f"{place.x:g} {place.y:g} {place.size:g} {place.size:g}"
    info.append(_element("StampAnnot", ID="s001", PageRef=page, Boundary=boundary))
    seal = _element("Seal")
    seal.append(_element("BaseLoc", f"/{folder}/Sign_0/Seal.esl"))
    info.append(seal)
    signature = _element("Signature")
    signature.append(info)
    signature.append(_element("SignedValue", f"/{folder}/Sign_0/SignedValue.dat"))
    return _written(signature)


def _element(name: str, text: str | None = None, **attributes: str) -> etree._Element:
    made = etree.Element(f"{_OFD}{name}", attributes, nsmap={"ofd": _SPACE})
    made.text = text
    return made


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _packed(parts: Mapping[str, bytes], at: dt.datetime) -> bytes:
    """The parts as a zip; what is compressed already is stored as it is."""
    made, when = io.BytesIO(), at.astimezone(_SHANGHAI).timetuple()[:6]
    with zipfile.ZipFile(made, "w") as archive:
        for path, content in parts.items():
            kind = zipfile.ZIP_STORED if path.endswith((".png", ".jpg", ".esl", ".dat")) else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(path, when), content, kind, _LEVEL)
    return made.getvalue()
