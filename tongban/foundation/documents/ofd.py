"""A placed drawing as an OFD file (GB/T 33190-2016): XML in a zip, fonts cut down to what is used. Unsigned.

The parts stand where everybody expects them: OFD.xml, Doc_0/Document.xml, Doc_0/PublicRes.xml (fonts),
Doc_0/DocumentRes.xml (pictures), Doc_0/Pages/Page_N/Content.xml, Doc_0/Res/. A signer adds Doc_0/Signs/ and one
element `ofd:Signatures` at the end of the only `ofd:DocBody`. Elements stand in the order of the standard's schemas.
"""

import datetime as dt
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from html import escape

from tongban.foundation.documents.drawing import Drawing
from tongban.foundation.documents.ofd_page import PageWriter, as_mm
from tongban.foundation.documents.placing import PlacedPage

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
CREATOR = "Tongban"

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PAGES, _LAYERS, _FREE = 1, 1001, 2001
"""Where numbers of pages, of their layers and of everything else begin."""


def write_ofd(drawing: Drawing, pages: list[PlacedPage], *, made_on: dt.date) -> bytes:
    """The bytes of the zip; equal arguments give equal bytes."""
    writer = PageWriter(first_number=_FREE)
    contents = [_page(page, writer.objects(page), at) for at, page in enumerate(pages)]
    parts = {
        "Doc_0/Document.xml": _document(pages, writer.last_number),
        "Doc_0/PublicRes.xml": _fonts(writer),
        "Doc_0/DocumentRes.xml": _pictures(writer),
    }
    parts |= {f"Doc_0/Pages/Page_{at}/Content.xml": content for at, content in enumerate(contents)}
    identity = hashlib.sha256("".join([*parts.values(), f"{made_on}"]).encode()).hexdigest()[:32]
    texts = {"OFD.xml": _ofd(drawing, identity, made_on)} | parts
    return _packed({name: text.encode() for name, text in texts.items()} | _resources(writer))


def _ofd(drawing: Drawing, identity: str, made_on: dt.date) -> str:
    keywords = "".join(_element("Keyword", word) for word in drawing.keywords)
    custom = "".join(
        f'<ofd:CustomData Name="{_xml(name)}">{_xml(value)}</ofd:CustomData>'
        for name, value in drawing.metadata.items()
    )
    information = (
        _element("DocID", identity)
        + _element("Title", drawing.title)
        + _element("Author", drawing.author)
        + _element("Subject", drawing.subject)
        + _element("CreationDate", f"{made_on}")
        + (f"<ofd:Keywords>{keywords}</ofd:Keywords>" if keywords else "")
        + _element("Creator", CREATOR)
        + (f"<ofd:CustomDatas>{custom}</ofd:CustomDatas>" if custom else "")
    )
    body = f"<ofd:DocInfo>{information}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    return f'{_HEAD}<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody>{body}</ofd:DocBody></ofd:OFD>'


def _document(pages: list[PlacedPage], last_number: int) -> str:
    common = (
        f"<ofd:MaxUnitID>{last_number}</ofd:MaxUnitID>{_area('PageArea', pages[0])}"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    )
    listed = "".join(
        f'<ofd:Page ID="{_PAGES + at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages))
    )
    whole = f"<ofd:CommonData>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
    return f"{_HEAD}<ofd:Document {NAMESPACE}>{whole}</ofd:Document>"


def _page(placed: PlacedPage, objects: str, at: int) -> str:
    content = f'<ofd:Content><ofd:Layer ID="{_LAYERS + at}" Type="Body">{objects}</ofd:Layer></ofd:Content>'
    return f"{_HEAD}<ofd:Page {NAMESPACE}>{_area('Area', placed)}{content}</ofd:Page>"


def _area(name: str, placed: PlacedPage) -> str:
    box = f"0 0 {as_mm(placed.page.width)} {as_mm(placed.page.height)}"
    return f"<ofd:{name}><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:{name}>"


def _fonts(writer: PageWriter) -> str:
    listed = "".join(
        f'<ofd:Font ID="{number}" FontName="{face.family} {face.style}" FamilyName="{face.family}" Charset="unicode" '
        f'Bold="{_flag(face.is_bold)}" Serif="{_flag(face.is_serif)}">'
        f"<ofd:FontFile>Font_{at}.ttf</ofd:FontFile></ofd:Font>"
        for at, (face, (number, _)) in enumerate(writer.fonts.items())
    )
    return _list(f"<ofd:Fonts>{listed}</ofd:Fonts>" if listed else "")


def _pictures(writer: PageWriter) -> str:
    listed = "".join(
        f'<ofd:MultiMedia ID="{number}" Type="Image" Format="PNG">'
        f"<ofd:MediaFile>Image_{at}.png</ofd:MediaFile></ofd:MultiMedia>"
        for at, number in enumerate(writer.pictures.values())
    )
    return _list(f"<ofd:MultiMedias>{listed}</ofd:MultiMedias>" if listed else "")


def _list(listed: str) -> str:
    return f'{_HEAD}<ofd:Res {NAMESPACE} BaseLoc="Res">{listed}</ofd:Res>'


def _resources(writer: PageWriter) -> dict[str, bytes]:
    fonts = {f"Doc_0/Res/Font_{at}.ttf": face.subset(used) for at, (face, (_, used)) in enumerate(writer.fonts.items())}
    return fonts | {f"Doc_0/Res/Image_{at}.png": png for at, png in enumerate(writer.pictures)}


def _flag(is_so: bool) -> str:
    return "true" if is_so else "false"


def _element(name: str, text: str) -> str:
    return f"<ofd:{name}>{_xml(text)}</ofd:{name}>" if text else ""


def _xml(text: str) -> str:
    return escape(_NOT_IN_XML.sub("", text))


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """All parts with one and the same date, that of the format's beginning; what signs it packs them tight, once."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 0
            package.writestr(entry, content)
    return packed.getvalue()
