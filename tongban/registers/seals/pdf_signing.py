"""Seals a PDF as PAdES baseline B-B (ETSI EN 319 142-1), with a visible signature field.

pyHanko writes field and revision, `cms` the signature over the `Signer` seam. P-256 and not SM2, because no reader
of PDF checks SM2: the OFD carries the national algorithms.
"""

import datetime as dt
import functools
import io
import zlib
from dataclasses import dataclass, field
from typing import Any

from asn1crypto.algos import SignedDigestAlgorithm
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import AppearanceContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp import BaseStampStyle

from tongban.foundation.keys.signing import Signer
from tongban.registers.seals import errors
from tongban.registers.seals.cms import sign_digest
from tongban.registers.seals.rules.use import Place

_FORMAT, _FIELD, _DIGEST = "PDF", "Seal1", "sha256"
_POINTS = 72 / 25.4
_RESERVED = 8192
"""Bytes of hexadecimal for the signature: two certificates and an ECDSA signature take about 3,000."""
_NOBODY = signers.ExternalSigner(None, None, signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}))
"""pyHanko makes room for the signature only: what fills it comes from `cms`, over our own seam."""


@dataclass(frozen=True, slots=True)
class PdfSeal:
    """What a PDF is sealed with: name shown by readers, picture (PNG), certificates (own, above), key."""

    name: str
    picture: bytes = field(repr=False)
    certificate: bytes
    above: tuple[bytes, ...]
    signer: Signer


def seal_pdf(content: bytes, seal: PdfSeal, place: Place, *, at: dt.datetime) -> bytes:
    """The file with one more revision, which signs all of it. Raises as `seal_ofd` does."""
    try:
        writer = _Revision(io.BytesIO(content))
        page = _page(writer, place.page)
        if writer.prev.embedded_signatures:
            raise errors.sealed_already(_FORMAT)
        height = float(_media_box(page)[3])
    except (PdfError, IndexError, ValueError, AttributeError, KeyError, TypeError) as unreadable:
        raise errors.file_unreadable(_FORMAT) from unreadable
    spec = SigFieldSpec(
        _FIELD, on_page=place.page, box=_box(place, height), readable_field_name=seal.name, combine_annotation=True
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=_FIELD, md_algorithm=_DIGEST, subfilter=SigSeedSubFilter.PADES, name=seal.name
    )
    signer = signers.PdfSigner(metadata, _NOBODY, stamp_style=_SealStyle(picture=seal.picture), new_field_spec=spec)
    session = signer.init_signing_session(writer)
    session.system_time = at
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=_RESERVED)
    digest, signed = document.digest_tbs_document(in_place=True)
    signature = sign_digest(digest.document_digest, certificate=seal.certificate, above=seal.above, signer=seal.signer)
    digest.fill_with_cms(signed, signature)
    signed.seek(0)
    return bytes(signed.read())


class _Revision(IncrementalPdfFileWriter):
    """Adds the seal and nothing else: the metadata keep saying when the document was made, in both of their forms.

    pyHanko would read and write the XMP anew, twice, which takes as long as all the rest; the signature has its time.
    """

    def _update_meta(self) -> None:
        return


def _page(writer: IncrementalPdfFileWriter, number: int) -> Any:
    if number < 0:
        raise IndexError(number)
    reference, _ = writer.find_page_for_modification(number)
    return reference.get_object()


def _media_box(page: Any) -> Any:
    """A page takes from the tree above it what it does not say itself."""
    while "/MediaBox" not in page:
        page = page["/Parent"]
    return page["/MediaBox"]


def _box(place: Place, page_height: float) -> Any:
    """Left, bottom, right, top in points from the bottom left corner."""
    left, top, size = place.x * _POINTS, page_height - place.y * _POINTS, place.size * _POINTS
    return tuple(round(each, 2) for each in (left, top - size, left + size, top))


@dataclass(frozen=True)
class _SealStyle(BaseStampStyle):
    """The picture alone, as large as the field: no border, no words."""

    picture: bytes = b""

    def create_stamp(self, writer: Any, box: BoxConstraints, text_params: Any) -> Any:
        return _SealStamp(writer, box, _read_picture(self.picture))


class _SealStamp(AppearanceContent):
    def __init__(self, writer: Any, box: BoxConstraints, picture: "_Picture") -> None:
        super().__init__(writer=writer, box=box)
        self._picture = picture

    def render(self) -> bytes:
        writer = self._ensure_writer
        mask = writer.add_object(_image(self._picture, "/DeviceGray", self._picture.alpha))
        image = _image(self._picture, "/DeviceRGB", self._picture.colours)
        image[pdf_name("/SMask")] = mask
        self.set_resource(ResourceType.XOBJECT, pdf_name("/Seal"), writer.add_object(image))
        return b"q %g 0 0 %g 0 0 cm /Seal Do Q" % (self.box.width, self.box.height)


@dataclass(frozen=True, slots=True)
class _Picture:
    """Pixels compressed once for all documents: colours (RGB) and how far they cover (alpha)."""

    width: int
    height: int
    colours: bytes
    alpha: bytes


@functools.lru_cache(maxsize=64)
def _read_picture(png: bytes) -> _Picture:
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    alpha = image.getchannel("A")
    colours, covering = zlib.compress(image.convert("RGB").tobytes(), 9), zlib.compress(alpha.tobytes(), 9)
    return _Picture(image.width, image.height, colours, covering)


def _image(picture: _Picture, space: str, pixels: bytes) -> generic.StreamObject:
    facts = {
        "/Type": pdf_name("/XObject"),
        "/Subtype": pdf_name("/Image"),
        "/Width": generic.NumberObject(picture.width),
        "/Height": generic.NumberObject(picture.height),
        "/ColorSpace": pdf_name(space),
        "/BitsPerComponent": generic.NumberObject(8),
        "/Filter": pdf_name("/FlateDecode"),
    }
    return generic.StreamObject({pdf_name(name): value for name, value in facts.items()}, encoded_data=pixels)
