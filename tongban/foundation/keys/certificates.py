"""X.509 certificates (RFC 5280, GB/T 20518) over the `Signer` seam: SM2 with SM3, or ECDSA P-256 with SHA-256."""

import datetime as dt
import functools
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from asn1crypto import core, x509

from tongban.foundation.keys.signing import Signer

SM2_WITH_SM3 = "1.2.156.10197.1.501"
_ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"
_SERIAL_BITS = 120
_POINT_LENGTH = 65


@dataclass(frozen=True, slots=True)
class Suite:
    """A signature algorithm and how its public keys are written (SubjectPublicKeyInfo up to the point)."""

    algorithm: str
    key_head: bytes


SM2 = Suite(SM2_WITH_SM3, bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200"))
P256 = Suite(_ECDSA_WITH_SHA256, bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200"))


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the issuer's own certificate (None: the new certificate signs itself) and its key."""

    signer: Signer
    certificate: bytes | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a certificate is to say. `authorities`: how many authorities may stand below it, None for no authority."""

    names: Mapping[str, str]
    public_key: bytes
    valid_from: dt.datetime
    valid_until: dt.datetime
    authorities: int | None = None
    serial: int = field(default_factory=lambda: secrets.randbits(_SERIAL_BITS) | 1 << _SERIAL_BITS)


def make_certificate(suite: Suite, wanted: Wanted, issuer: Issuer) -> bytes:
    """DER of the certificate. `wanted.names` are those of asn1crypto's `x509.NameType`, in order."""
    subject = x509.Name.build(dict(wanted.names))
    above = _read_issuer(issuer.certificate) if issuer.certificate else (subject, wanted.public_key)
    issuer_name, issuer_key = above
    algorithm = {"algorithm": suite.algorithm}
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": wanted.serial,
            "signature": algorithm,
            "issuer": issuer_name,
            "validity": {"not_before": _time(wanted.valid_from), "not_after": _time(wanted.valid_until)},
            "subject": subject,
            "subject_public_key_info": x509.PublicKeyInfo.load(suite.key_head + wanted.public_key),
            "extensions": _extensions(wanted, issuer_key),
        }
    )
    signature = issuer.signer.sign(body.dump())
    der: bytes = x509.Certificate(
        {"tbs_certificate": body, "signature_algorithm": algorithm, "signature_value": signature}
    ).dump()
    return der


@functools.lru_cache(maxsize=16)
def _read_issuer(certificate: bytes) -> tuple[x509.Name, bytes]:
    """Name and public key; an authority signs many."""
    above = x509.Certificate.load(certificate, strict=True)
    return above.subject, above.public_key.dump()[-_POINT_LENGTH:]


@functools.lru_cache(maxsize=1024)
def public_key_of(certificate: bytes) -> bytes:
    """The uncompressed point, 65 bytes, that the certificate speaks for."""
    point: bytes = x509.Certificate.load(certificate, strict=True).public_key.dump()[-_POINT_LENGTH:]
    return point


def serial_of(certificate: bytes) -> int:
    number: int = x509.Certificate.load(certificate, strict=True).serial_number
    return number


def issuer_name_of(certificate: bytes) -> bytes:
    """DER of the issuer's name, as it stands in the certificate."""
    name: bytes = x509.Certificate.load(certificate, strict=True).issuer.dump()
    return name


def _time(at: dt.datetime) -> x509.Time:
    at = at.astimezone(dt.UTC).replace(microsecond=0)
    return x509.Time({"utc_time" if at.year < 2050 else "general_time": at})


def _extensions(wanted: Wanted, issuer_key: bytes) -> list[dict[str, object]]:
    is_authority = wanted.authorities is not None
    usage = {"key_cert_sign", "crl_sign"} if is_authority else {"digital_signature", "non_repudiation"}
    constraints = {"ca": True, "path_len_constraint": wanted.authorities} if is_authority else {"ca": False}
    return [
        {"extn_id": "basic_constraints", "critical": True, "extn_value": x509.BasicConstraints(constraints)},
        {"extn_id": "key_usage", "critical": True, "extn_value": x509.KeyUsage(usage)},
        {"extn_id": "key_identifier", "extn_value": core.OctetString(_identifier(wanted.public_key))},
        {
            "extn_id": "authority_key_identifier",
            "extn_value": x509.AuthorityKeyIdentifier({"key_identifier": _identifier(issuer_key)}),
        },
    ]


def _identifier(public_key: bytes) -> bytes:
    """RFC 7093, method 1: the first 160 bits of the digest of the key."""
    return hashlib.sha256(public_key).digest()[:20]
