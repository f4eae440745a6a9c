"""Throw-away authorities, seals and sealed files, built by hand: nothing here knows how the platform writes its own."""

import base64
import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace

from asn1crypto import core, keys, x509

from tongban.foundation.keys import sm3
from tongban.foundation.keys.libcrypto import PrivateKey
from tongban.registers.seals.reading import Trust
from tongban.registers.seals.rules import ses

NOW = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)
SIGNED_AT = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
FROM, UNTIL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
PAGE, RECORD, VALUE, ESL = (
    "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Signs/Sign_0/Signature.xml", "Doc_0/Signs/Sign_0/SignedValue.dat",
    "Doc_0/Signs/Sign_0/Seal.esl",
)  # fmt: skip
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def named(common: str) -> x509.Name:
    return x509.Name.build({"country_name": "CN", "organization_name": "样例", "common_name": common})


@dataclass(frozen=True)
class Holder:
    """A key with its certificate."""

    key: PrivateKey
    certificate: bytes

    @property
    def name(self) -> tuple[bytes, int]:
        loaded = x509.Certificate.load(self.certificate)
        return loaded.issuer.dump(), loaded.serial_number


def holder(
    common: str, issuer: Holder | None = None, *, ca: bool = False, valid_from: dt.datetime = FROM,
    valid_until: dt.datetime = UNTIL, usage: set[str] | None = None, serial: int = 0,
) -> Holder:  # fmt: skip
    """Somebody with an SM2 key and a certificate by `issuer`, or by itself."""
    key, algorithm = PrivateKey.generate(), {"algorithm": ses.SM2_WITH_SM3}
    uses = {"key_cert_sign"} if ca else {"digital_signature"}
    above = x509.Certificate.load(issuer.certificate).subject if issuer else named(common)
    basis = x509.TbsCertificate({
        "version": "v3", "serial_number": serial or int.from_bytes(sm3.digest(key.point)[:8]) | 1,
        "signature": algorithm, "issuer": above, "subject": named(common),
        "validity": {
            "not_before": x509.Time({"general_time": valid_from}),
            "not_after": x509.Time({"general_time": valid_until}),
        },
        "subject_public_key_info": keys.PublicKeyInfo({
            "algorithm": {"algorithm": "ec", "parameters": keys.ECDomainParameters("named", ses.SM2_KEY)},
            "public_key": key.point,
        }),
        "extensions": [
            {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": ca}},
            {"extn_id": "key_usage", "critical": True, "extn_value": usage or uses},
        ],
    })  # fmt: skip
    signature = (issuer.key if issuer else key).sign(basis.dump())
    made = {"tbs_certificate": basis, "signature_algorithm": algorithm, "signature_value": signature}
    return Holder(key, x509.Certificate(made).dump())


@dataclass(frozen=True)
class World:
    """One root, one authority below it, a seal maker and an organisation that seals."""

    root: Holder
    authority: Holder
    maker: Holder
    signer: Holder

    def trust(self, **known: object) -> Trust:
        return replace(Trust(roots=(self.root.certificate,), intermediates=(self.authority.certificate,)), **known)


def world() -> World:
    root = holder("样例根", ca=True)
    authority = holder("样例签发机构", root, ca=True)
    return World(root, authority, holder("样例制章机构", authority), holder("样例局", authority))


def seal(
    at: World, *, valid_from: dt.datetime = FROM, valid_until: dt.datetime = UNTIL, id: str = "S1",
    signers: tuple[bytes, ...] | None = None, by_digest: bool = False,
) -> bytes:  # fmt: skip
    signers = (at.signer.certificate,) if signers is None else signers
    listed = ses.CertDigests([{"type": "SM3", "value": sm3.digest(each)} for each in signers])
    info = ses.SealInfo({
        "header": {"id": "ES", "version": 4, "vid": "sample"}, "id": id,
        "property": {
            "type": 1, "name": "样例局公章", "cert_list_type": ses.DIGESTS if by_digest else ses.CERTIFICATES,
            "cert_list": listed if by_digest else ses.Certs([core.OctetString(each) for each in signers]),
            "created_at": FROM, "valid_from": valid_from, "valid_until": valid_until,
        },
        "picture": {"type": "PNG", "data": b"\x89PNG", "width": 40, "height": 40},
    })  # fmt: skip
    made = {"info": info, "certificate": at.maker.certificate, "algorithm": ses.SM2_WITH_SM3}
    return bytes(ses.Seal(made | {"signature": at.maker.key.sign(info.dump())}).dump())


def signed_value(
    at: World, esl: bytes, record: bytes, *, part: str = f"/{RECORD}", signed_at: dt.datetime = SIGNED_AT
) -> bytes:
    to_sign = ses.ToSign({
        "version": 4, "seal": ses.Seal.load(esl), "signed_at": signed_at, "data_hash": sm3.digest(record),
        "property_info": part,
    })  # fmt: skip
    made = {"to_sign": to_sign, "certificate": at.signer.certificate, "algorithm": ses.SM2_WITH_SM3}
    return bytes(ses.Signature(made | {"signature": at.signer.key.sign(to_sign.dump())}).dump())


def unsigned_parts() -> dict[str, bytes]:
    """The parts of a small document that names a list of signatures."""
    texts = {
        "OFD.xml": "<ofd:OFD {ns}><ofd:DocBody><ofd:DocInfo><ofd:Title>营业执照</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": "<ofd:Document {ns}/>",
        PAGE: "<ofd:Page {ns}><ofd:TextCode>张三</ofd:TextCode></ofd:Page>",
        "Doc_0/PublicRes.xml": "<ofd:Res {ns}/>",
    }
    return {name: (_XML + text.replace("{ns}", _NS)).encode() for name, text in texts.items()}


def signature_list(*records: str, kind: str = "Seal") -> bytes:
    entries = "".join(f'<ofd:Signature ID="{i}" Type="{kind}" BaseLoc="/{at}"/>' for i, at in enumerate(records, 1))
    return f"{_XML}<ofd:Signatures {_NS}><ofd:MaxSignId>9</ofd:MaxSignId>{entries}</ofd:Signatures>".encode()


def record_of(parts: Mapping[str, bytes], *, value: str = VALUE, esl: str = ESL, method: str = "SM3") -> bytes:
    """A Signature.xml that names all the parts given."""
    named = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{base64.b64encode(sm3.digest(body)).decode()}'
        "</ofd:CheckValue></ofd:Reference>"
        for name, body in parts.items()
    )
    return (
        f"{_XML}<ofd:Signature {_NS}><ofd:SignedInfo><ofd:Seal><ofd:BaseLoc>/{esl}</ofd:BaseLoc></ofd:Seal>"
        f'<ofd:References CheckMethod="{method}">{named}</ofd:References></ofd:SignedInfo>'
        f"<ofd:SignedValue>/{value}</ofd:SignedValue></ofd:Signature>"
    ).encode()


def sealed_parts(at: World, *, esl: bytes = b"", signed_at: dt.datetime = SIGNED_AT) -> dict[str, bytes]:
    esl = esl or seal(at)
    parts = unsigned_parts() | {ESL: esl}
    record = record_of(parts)
    return parts | {
        "Doc_0/Signs/Signatures.xml": signature_list(RECORD), RECORD: record,
        VALUE: signed_value(at, esl, record, signed_at=signed_at),
    }  # fmt: skip


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as an OFD."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def flipped(content: bytes, place: int | bytes) -> bytes:
    """One bit changed, at an offset or in the first byte of what is found."""
    at = content.index(place) if isinstance(place, bytes) else place % len(content)
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
