"""Throw-away document authorities on P-256 and PDFs signed by an independent writer."""

import datetime as dt
import io
from dataclasses import dataclass

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter

from tests.apart import apart
from tongban.registers.seals.reading.tests.make import FROM, SIGNED_AT, UNTIL


@dataclass(frozen=True)
class PaperAuthority:
    """A root, and somebody below it who signs documents. Certificates are DER."""

    root: bytes
    certificate: bytes
    key: ec.EllipticCurvePrivateKey


def authority(*, valid_until: dt.datetime = UNTIL) -> PaperAuthority:
    above, below = (ec.generate_private_key(ec.SECP256R1()) for _each in range(2))
    root = _certificate("样例根", above, "样例根", above, UNTIL)
    return PaperAuthority(root, _certificate("样例局", below, "样例根", above, valid_until), below)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: str, issuing: ec.EllipticCurvePrivateKey, until: dt.datetime
) -> bytes:
    ca = name == issuer
    usage = {"digital_signature": not ca, "content_commitment": not ca, "key_cert_sign": ca, "crl_sign": ca}
    unused = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage, **unused), critical=True)
        .sign(issuing, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


def unsigned() -> bytes:
    made, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": "Business licence"})
    writer.write(made)
    return made.getvalue()


def signed(
    by: PaperAuthority, content: bytes = b"", *, field: str = "Seal", pades: bool = True, at: dt.datetime = SIGNED_AT
) -> bytes:
    """The PDF, or a small one, with a signature over all of it."""
    store = SimpleCertificateStore.from_certs([asn1_x509.Certificate.load(by.root)])
    der = by.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(asn1_x509.Certificate.load(by.certificate), asn1_keys.PrivateKeyInfo.load(der), store)
    kind = fields.SigSeedSubFilter.PADES if pades else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    metadata = signers.PdfSignatureMetadata(field_name=field, subfilter=kind, md_algorithm="sha256")
    made = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content or unsigned()))
    apart(lambda: _Dated(metadata, signer, at).sign_pdf(writer, output=made))
    return made.getvalue()


class _Dated(signers.PdfSigner):
    """Signs at an instant of our choosing."""

    def __init__(self, metadata: signers.PdfSignatureMetadata, signer: signers.Signer, at: dt.datetime) -> None:
        super().__init__(metadata, signer)
        self._at = at

    def init_signing_session(self, *args, **kwargs):
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._at
        return session
