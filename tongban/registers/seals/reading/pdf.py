"""The signatures of a PDF (ISO 32000 12.8, PAdES): found in the bytes themselves, without interpreting the document.

A signature that covers every byte of the file but its own value leaves no room for a second reading of the file,
whatever its objects say. So nothing is unpacked here, and a hostile document has nothing to work with.
"""

import datetime as dt
import re
from dataclasses import dataclass

from asn1crypto import cms, core, tsp
from cryptography.hazmat.primitives import hashes

from tongban.registers.seals.reading import certificates
from tongban.registers.seals.reading.certificates import HASHES, MALFORMED, Authorities, Certificate, instant
from tongban.registers.seals.reading.damage import Damaged
from tongban.registers.seals.reading.report import PDF_LAYERS, Findings, SignatureReport
from tongban.registers.seals.reading.seal import check_not_in_future
from tongban.registers.seals.reading.trust import Trust

MAX_SIGNATURES = 32
MAX_VALUE = 256 * 1024
_RANGE = re.compile(
    rb"/ByteRange\s{0,32}\[\s{0,32}(\d{1,10})\s{1,32}(\d{1,10})\s{1,32}(\d{1,10})\s{1,32}(\d{1,10})\s{0,64}\]"
)
_VALUE = re.compile(rb"<([0-9a-f]*|[0-9A-F]*)>")
_MADE_AT = re.compile(rb"/M\s{0,8}\(([^()]{1,80})\)")
_ESCAPE = re.compile(rb"\\([0-7]{3})")
_DATE = re.compile(r"D:(\d{14})(?:Z|([+-])(\d\d)'?(?:(\d\d)'?)?)?.{0,6}")
_NEAR = 4096
_KEYWORDS = re.compile(rb"<pdf:Keywords>\s{0,8}(1\.2\.156\.3005\.2(?:\.[0-9A-Z]{1,64}){5})[,<]")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a signature stands: `value` is its DER, `covered` the two stretches of the file that it signs."""

    value: bytes
    covered: tuple[slice, slice]
    made_at: dt.datetime | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Signed:
    """A CMS signature taken apart. `basis` is what was signed: the attributes, which hold the digest."""

    signer: Certificate
    carried: tuple[bytes, ...]
    hash_name: str
    digest: bytes
    basis: bytes
    algorithm: str
    signature: bytes
    signed_at: dt.datetime | None


def verify(content: bytes, trust: Trust, *, now: dt.datetime) -> tuple[SignatureReport, ...]:
    """A report for each signature, or for none a single one that says so. Raises `Damaged`."""
    if b"%%EOF" not in content[-2048:]:
        raise Damaged("cut_short")
    places = _places(content)
    if not places:
        findings = Findings(PDF_LAYERS)
        findings.passed("container")
        return (SignatureReport(findings.layers(otherwise="unsigned")),)
    whole = any(place.end == len(content) for place in places)
    return tuple(_verify(content, place, whole, trust, now) for place in places)


def find_licence(content: bytes) -> str:
    """The identifier that stands first among the keywords of the file's metadata; nothing when it says two things."""
    found = set(_KEYWORDS.findall(content))
    return found.pop().decode("ascii") if len(found) == 1 else ""


def _verify(content: bytes, place: _Place, whole: bool, trust: Trust, now: dt.datetime) -> SignatureReport:
    """`whole`: this or another signature covers the file to its end."""
    findings = Findings(PDF_LAYERS)
    findings.passed("container")
    _check_coverage(content, place, whole, findings)
    try:
        signed = _read(place.value)
    except Damaged as damage:
        findings.failed("signature", damage.reason_code, **damage.facts)
        return SignatureReport(findings.layers())
    findings.check("digest", _digest(content, place, signed.hash_name) == signed.digest, "content_changed")
    holds = certificates.verify_signature(signed.signer.public_key, signed.algorithm, signed.basis, signed.signature)
    findings.check("signature", holds, "signature_wrong", signer=signed.signer.subject_name)
    signed_at = signed.signed_at or place.made_at
    _check_certificates(signed, signed_at or now, trust, findings)
    if signed_at is None:
        findings.undetermined("certificate_validity", "signed_at_unknown")
    else:
        check_not_in_future(signed_at, "certificate_validity", now, findings)
    return SignatureReport(findings.layers(), signed.signer.subject_name, signed.signer.issuer_name, signed_at)


def _check_coverage(content: bytes, place: _Place, whole: bool, findings: Findings) -> None:
    """Whoever signs later may have changed what is shown, so an earlier signature says nothing of today's file."""
    if place.start != 0:
        findings.failed("coverage", "start_not_covered")
    elif place.end == len(content):
        findings.passed("coverage", "", bytes=len(content))
    elif whole:
        findings.undetermined("coverage", "signed_again_later", bytes=place.end)
    else:
        findings.failed("coverage", "bytes_after_signature", bytes=len(content) - place.end)


def _check_certificates(signed: _Signed, at: dt.datetime, trust: Trust, findings: Findings) -> None:
    Authorities(trust.pdf_roots, trust, signed.carried).check(signed.signer, at=at, findings=findings)


def _places(content: bytes) -> list[_Place]:
    found = []
    for match in _RANGE.finditer(content):
        found.append(_place(content, match))
        if len(found) > MAX_SIGNATURES:
            raise Damaged("signatures_listed_wrongly")
    return found


def _place(content: bytes, match: re.Match[bytes]) -> _Place:
    """The gap of a byte range must hold nothing but the signature's value, written out directly before its end."""
    start, first, second, last = (int(number) for number in match.groups())
    left, right, end = start + first, second, second + last
    if not (left < right <= end <= len(content)) or right - left > 2 * MAX_VALUE + 2:
        raise Damaged("byte_range_wrong")
    value = _VALUE.fullmatch(content, left, right)
    if value is None or not content[max(0, left - 64) : left].rstrip().endswith(b"/Contents"):
        raise Damaged("byte_range_wrong")
    near = content[max(0, match.start() - _NEAR) : left] + content[right : right + _NEAR]
    der = bytes.fromhex(value[1].decode("ascii") if len(value[1]) % 2 == 0 else "")
    return _Place(_without_padding(der), (slice(start, left), slice(right, end)), _made_at(near), start, end)


def _without_padding(value: bytes) -> bytes:
    """The DER at the beginning; after it only zeros may follow, with which the room for it was filled."""
    try:
        length = len(core.Asn1Value.load(value).dump())
    except MALFORMED as failure:
        raise Damaged("byte_range_wrong") from failure
    if not value.startswith(b"\x30"):
        raise Damaged("byte_range_wrong")
    if value[length:].strip(b"\0"):
        raise Damaged("bytes_after_value")
    return value[:length]


def _made_at(near: bytes) -> dt.datetime | None:
    """What the signature's dictionary says of its time, when it says it once and clearly."""
    told = {_ESCAPE.sub(lambda found: bytes((int(found[1], 8) & 255,)), text) for text in _MADE_AT.findall(near)}
    date = _DATE.fullmatch(told.pop().decode("latin-1")) if len(told) == 1 else None
    if date is None:
        return None
    offset = dt.timedelta(hours=int(date[3] or 0), minutes=int(date[4] or 0))
    try:
        zone = dt.timezone(-offset if date[2] == "-" else offset)
        return instant(dt.datetime.strptime(date[1], "%Y%m%d%H%M%S").replace(tzinfo=zone))
    except (ValueError, OverflowError):
        return None


def _digest(content: bytes, place: _Place, name: str) -> bytes:
    state = hashes.Hash(HASHES[name]())
    view = memoryview(content)
    for stretch in place.covered:
        state.update(view[stretch])
    return state.finalize()


def _read(value: bytes) -> _Signed:
    try:
        return _signed(cms.ContentInfo.load(value, strict=True))
    except MALFORMED as failure:
        raise Damaged("signed_value_malformed") from failure


def _signed(info: cms.ContentInfo) -> _Signed:
    """One signer over detached data with signed attributes: PAdES and adbe.pkcs7.detached have no other form."""
    data = info["content"]
    if info["content_type"].native != "signed_data" or len(data["signer_infos"]) != 1:
        raise ValueError("not signed by one")
    if data["encap_content_info"]["content_type"].native != "data" or data["encap_content_info"]["content"].native:
        raise ValueError("not detached")
    signer = data["signer_infos"][0]
    if (data["version"].native, signer["version"].native) != ("v1", "v1"):
        raise ValueError("not the version for this form")
    if [each.dump() for each in data["digest_algorithms"]] != [signer["digest_algorithm"].dump()]:
        raise ValueError("hashed in two ways")
    attributes = _attributes(signer["signed_attrs"])
    hash_name = signer["digest_algorithm"]["algorithm"].native
    if attributes["content_type"].native != "data" or hash_name not in HASHES:
        raise ValueError("not a signature over a document")
    carried = tuple(each.chosen.dump() for each in data["certificates"])
    certificate = _of_signer(signer["sid"].chosen, carried)
    _check_named(attributes, certificate)
    made_at = attributes.get("signing_time")
    return _Signed(
        certificate, carried, hash_name, attributes["message_digest"].native, signer["signed_attrs"].untag().dump(),
        _algorithm(signer, hash_name), signer["signature"].native,
        instant(made_at.native) if made_at is not None else None,
    )  # fmt: skip


def _attributes(listed: cms.CMSAttributes) -> dict[str, core.Asn1Value]:
    """Each attribute's only value by its name."""
    found: dict[str, core.Asn1Value] = {}
    for attribute in listed:
        name = attribute["type"].native
        if name in found or len(attribute["values"]) != 1:
            raise ValueError("an attribute twice")
        found[name] = attribute["values"][0]
    return found


def _algorithm(signer: cms.SignerInfo, hash_name: str) -> str:
    method = signer["signature_algorithm"]
    kind = method.signature_algo
    if kind in ("rsassa_pkcs1v15", "ecdsa") and method["algorithm"].native in ("rsassa_pkcs1v15", "ecdsa"):
        return f"{kind}/{hash_name}"
    return f"{kind}/{method.hash_algo}"


def _of_signer(named: cms.IssuerAndSerialNumber, carried: tuple[bytes, ...]) -> Certificate:
    if not isinstance(named, cms.IssuerAndSerialNumber):
        raise ValueError("named by key")
    for der in carried:
        certificate = certificates.parse(der)
        if certificate.name == (named["issuer"].dump(), named["serial_number"].native):
            return certificate
    raise ValueError("without the signer's certificate")


def _check_named(attributes: dict[str, core.Asn1Value], signer: Certificate) -> None:
    """PAdES signs over which certificate is the signer's, so that it cannot be changed for another of the same key."""
    named = attributes.get("signing_certificate_v2")
    if named is None:
        return
    first: tsp.ESSCertIDv2 = named["certs"][0]
    state = hashes.Hash(HASHES[first["hash_algorithm"]["algorithm"].native]())
    state.update(signer.der)
    if state.finalize() != first["cert_hash"].native:
        raise ValueError("another certificate was signed with")
