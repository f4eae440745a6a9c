"""A detached CMS signature as PAdES baseline B-B wants it (RFC 5652, RFC 5035), over a digest and the `Signer` seam.

Written by hand because all but the digest and the signature is the same for every document of a certificate: it is
made once, and a signature costs a third of a millisecond where a general library takes twenty.
"""

import functools
import hashlib
from dataclasses import dataclass

from asn1crypto import algos, cms, core, tsp, x509

from tongban.foundation.keys.signing import Signer

_SEQUENCE, _SET, _OCTETS, _TAGGED = 0x30, 0x31, 0x04, 0xA0
_SIGNED_DATA, _VERSION = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump(), core.Integer(1).dump()
_DATA = cms.EncapsulatedContentInfo({"content_type": "data"}).dump()
_SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
_ECDSA = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
_DIGEST = cms.CMSAttributeType("message_digest").dump()


def sign_digest(digest: bytes, *, certificate: bytes, above: tuple[bytes, ...], signer: Signer) -> bytes:
    """DER of the ContentInfo over the SHA-256 of a document; `above` are the certificates put in beside the own."""
    fixed = _fixed_parts(certificate, above)
    told = _wrap(_SEQUENCE, _DIGEST + _wrap(_SET, _wrap(_OCTETS, digest)))
    attributes = b"".join(sorted((*fixed.attributes, told)))
    signature = signer.sign(_wrap(_SET, attributes))
    info = _VERSION + fixed.name + _SHA256 + _wrap(_TAGGED, attributes) + _ECDSA + _wrap(_OCTETS, signature)
    signed = _VERSION + _wrap(_SET, _SHA256) + _DATA + fixed.certificates + _wrap(_SET, _wrap(_SEQUENCE, info))
    return _wrap(_SEQUENCE, _SIGNED_DATA + _wrap(_TAGGED, _wrap(_SEQUENCE, signed)))


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What is the same for every signature of one certificate, in DER."""

    name: bytes
    certificates: bytes
    attributes: tuple[bytes, ...]


@functools.lru_cache(maxsize=1024)
def _fixed_parts(certificate: bytes, above: tuple[bytes, ...]) -> _Fixed:
    own = x509.Certificate.load(certificate, strict=True)
    name = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
    digest = {"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": hashlib.sha256(certificate).digest()}
    signing_certificate = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2(digest)]})
    attributes = (
        cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
        cms.CMSAttribute({"type": "signing_certificate_v2", "values": [signing_certificate]}),
    )
    certificates = _wrap(_TAGGED, b"".join(sorted((certificate, *above))))
    return _Fixed(name.dump(), certificates, tuple(each.dump() for each in attributes))


def _wrap(tag: int, content: bytes) -> bytes:
    """One DER element."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
