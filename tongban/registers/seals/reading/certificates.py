"""Certificates under trusted roots, SM2 and P-256 or RSA alike: chain, validity and revocation at an instant.

Sources: GB/T 20518 (SM2 certificates), RFC 5280 section 6 as far as a chain without policies needs it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asn1crypto import core, keys, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tongban.foundation.keys.errors import CryptoFailed
from tongban.foundation.keys.signing import Sm2Verifier
from tongban.registers.seals.reading.damage import Damaged
from tongban.registers.seals.reading.report import Findings
from tongban.registers.seals.reading.trust import CertificateName, Trust
from tongban.registers.seals.rules import ses

MAX_BYTES = 32 * 1024
_MAX_DEPTH = 6
_MAX_TRIED = 64
HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512,
}  # fmt: skip
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises on bytes that are not what they claim to be."""
_EARLIEST, _LATEST = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (1970, 9999))


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is asked of a certificate. `basis` is what its issuer signed; names are DER."""

    der: bytes
    basis: bytes
    subject: bytes
    issuer: bytes
    serial: int
    subject_name: str
    issuer_name: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    public_key: keys.PublicKeyInfo
    algorithm: str
    signature: bytes
    is_authority: bool
    path_length: int | None
    may_sign: bool
    """Whether it may sign documents: true where the certificate restricts nothing."""

    @property
    def name(self) -> CertificateName:
        return self.issuer, self.serial


def parse(der: bytes) -> Certificate:
    """`Damaged` with `certificate_malformed` when it is not exactly one X.509 certificate."""
    try:
        if len(der) > MAX_BYTES or not der.startswith(b"\x30"):
            raise ValueError("no certificate begins or goes on like that")
        return _parsed(der)
    except MALFORMED as failure:
        raise Damaged("certificate_malformed") from failure


def parse_name(der: bytes) -> str:
    """Whose certificate it says it is; empty when it cannot be read."""
    try:
        return parse(der).subject_name
    except Damaged:
        return ""


def _parsed(der: bytes) -> Certificate:
    loaded = x509.Certificate.load(der, strict=True)
    basis = loaded["tbs_certificate"]
    algorithm = loaded["signature_algorithm"]
    if basis["signature"].dump() != algorithm.dump():
        raise ValueError("two algorithms")
    if {extension["extn_id"].native for extension in basis["extensions"] if extension["critical"].native} - _KNOWN:
        raise ValueError("a critical extension that nobody here understands")
    authority, usage = loaded.basic_constraints_value, loaded.key_usage_value
    uses = usage.native if usage is not None else None
    is_authority = bool(authority is not None and authority["ca"].native) and (uses is None or "key_cert_sign" in uses)
    return Certificate(
        der, basis.dump(), loaded.subject.dump(), loaded.issuer.dump(), loaded.serial_number,
        _spoken(loaded.subject), _spoken(loaded.issuer),
        instant(loaded.not_valid_before), instant(loaded.not_valid_after), loaded.public_key,
        _algorithm(algorithm), octets(loaded["signature_value"]), is_authority,
        authority["path_len_constraint"].native if authority is not None else None,
        uses is None or bool(uses & {"digital_signature", "non_repudiation"}),
    )  # fmt: skip


_KNOWN = {"basic_constraints", "key_usage", "extended_key_usage", "subject_alt_name", "key_identifier"}


def _algorithm(found: x509.SignedDigestAlgorithm) -> str:
    """Either "sm2", or kind of signature and hash as `cryptography` takes them."""
    if found["algorithm"].dotted == ses.SM2_WITH_SM3:
        return "sm2"
    return f"{found.signature_algo}/{found.hash_algo}"


def _spoken(name: x509.Name) -> str:
    """The common name, else the organisation, else the whole."""
    values = name.native
    spoken = values.get("common_name") or values.get("organization_name") or name.human_friendly
    return str(spoken if isinstance(spoken, str) else "、".join(map(str, spoken)))[:200]


def instant(value: object) -> dt.datetime:
    """An instant with its zone; `ValueError` for what no clock of ours can show."""
    if not isinstance(value, dt.datetime) or value.tzinfo is None or not _EARLIEST <= value < _LATEST:
        raise ValueError("not an instant")
    return value


def octets(value: core.OctetBitString) -> bytes:
    """The whole bytes of a bit string; `ValueError` when it says that some of its bits do not count."""
    if value.contents[:1] != b"\0":
        raise ValueError("not whole bytes")
    return bytes(value.native)


def verify_signature(key: keys.PublicKeyInfo, algorithm: str, message: bytes, signature: bytes) -> bool:
    """True when `signature` over `message` is the key's; False for any other and for algorithms not known here."""
    try:
        if algorithm == "sm2":
            return Sm2Verifier(sm2_point(key)).verify(message, signature)
        return _verify_with_cryptography(key, algorithm, message, signature)
    except (*MALFORMED, CryptoFailed, InvalidSignature, UnsupportedAlgorithm):
        return False


def sm2_point(key: keys.PublicKeyInfo) -> bytes:
    """The 65 bytes of an SM2 key; `ValueError` when the key is of another curve."""
    if key["algorithm"]["parameters"].chosen.dotted != ses.SM2_KEY:
        raise ValueError("not on the SM2 curve")
    return bytes(key["public_key"].native)


def _verify_with_cryptography(key: keys.PublicKeyInfo, algorithm: str, message: bytes, signature: bytes) -> bool:
    kind, _slash, name = algorithm.partition("/")
    public, hashing = serialization.load_der_public_key(key.dump()), HASHES[name]()
    if kind == "ecdsa" and isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(signature, message, ec.ECDSA(hashing))
    elif kind == "rsassa_pkcs1v15" and isinstance(public, rsa.RSAPublicKey) and public.key_size >= 2048:
        public.verify(signature, message, padding.PKCS1v15(), hashing)
    elif kind == "rsassa_pss" and isinstance(public, rsa.RSAPublicKey) and public.key_size >= 2048:
        public.verify(signature, message, padding.PSS(padding.MGF1(hashing), padding.PSS.AUTO), hashing)
    else:
        return False
    return True


class Authorities:
    """Roots and what stands between them and a signer. `carried` came with the file: it vouches only under a root."""

    def __init__(self, roots: Iterable[bytes], trust: Trust, carried: Iterable[bytes] = ()) -> None:
        self._trust = trust
        self._roots = {root.der: root for root in _readable(roots)}
        self._own = (*self._roots.values(), *_readable(trust.intermediates))
        self._carried = tuple(carried)
        self._all = (*self._own, *_readable(self._carried))

    def check(self, signer: Certificate, *, at: dt.datetime, findings: Findings) -> None:
        """The layers certificate_chain, certificate_validity and revocation for a signer at the instant it signed."""
        if not signer.may_sign:
            findings.failed("certificate_chain", "not_for_signing", certificate=signer.subject_name)
        chain = self._chain(signer)
        if chain is None:
            forged = any(other.is_authority and other.subject == signer.issuer for other in self._own)
            add = findings.failed if forged else findings.undetermined
            add("certificate_chain", "not_by_its_issuer" if forged else "root_unknown", issuer=signer.issuer_name)
            findings.undetermined("revocation", "issuer_unknown", issuer=signer.issuer_name)
        else:
            findings.passed("certificate_chain", "", root=chain[-1].subject_name)
            if not set(self._carried) <= {each.der for each in chain}:
                findings.undetermined("certificate_chain", "certificate_unused")
            _check_revocation(chain, at, self._trust, findings)
        for certificate in chain or (signer,):
            _check_validity(certificate, at, findings)

    def _chain(self, signer: Certificate) -> tuple[Certificate, ...] | None:
        """From the signer up to a root, every step signed by the next; None when no root is reached."""
        waiting: list[tuple[Certificate, ...]] = [(signer,)]
        tried = 0
        while waiting and tried < _MAX_TRIED:
            chain = waiting.pop()
            tried += 1
            if chain[-1].der in self._roots:
                return chain
            if len(chain) <= _MAX_DEPTH:
                waiting += [(*chain, issuer) for issuer in self._issuers(chain)]
        return None

    def _issuers(self, chain: tuple[Certificate, ...]) -> Iterator[Certificate]:
        below = chain[-1]
        for other in self._all:
            fits = other.subject == below.issuer and other not in chain and _may_issue(other, len(chain) - 1)
            if fits and verify_signature(other.public_key, below.algorithm, below.basis, below.signature):
                yield other


def _may_issue(authority: Certificate, below: int) -> bool:
    """`below`: how many authorities already stand between this one and the signer."""
    return authority.is_authority and (authority.path_length is None or authority.path_length >= below)


def _readable(certificates: Iterable[bytes]) -> Iterator[Certificate]:
    for der in certificates:
        try:
            yield parse(der)
        except Damaged:
            continue  # one that nobody can read vouches for nobody


def _check_validity(certificate: Certificate, at: dt.datetime, findings: Findings) -> None:
    name = certificate.subject_name
    if at < certificate.valid_from:
        findings.failed("certificate_validity", "not_yet_valid", certificate=name, valid_from=certificate.valid_from)
    elif at > certificate.valid_until:
        findings.failed("certificate_validity", "expired", certificate=name, valid_until=certificate.valid_until)
    else:
        findings.passed("certificate_validity", "", valid_until=certificate.valid_until)


def _check_revocation(chain: tuple[Certificate, ...], at: dt.datetime, trust: Trust, findings: Findings) -> None:
    for certificate in chain:
        revoked_at = trust.revoked.get(certificate.name)
        if revoked_at is None:
            findings.passed("revocation")
        elif revoked_at <= at:
            findings.failed("revocation", "revoked", certificate=certificate.subject_name, revoked_at=revoked_at)
        else:
            findings.passed("revocation", "revoked_later", certificate=certificate.subject_name, revoked_at=revoked_at)
