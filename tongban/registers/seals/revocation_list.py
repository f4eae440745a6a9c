"""A list of revoked certificates (CRL, RFC 5280 section 5) over the `Signer` seam."""

import datetime as dt
from collections.abc import Iterable

from asn1crypto import crl, x509

from tongban.foundation.keys.certificates import Suite
from tongban.foundation.keys.signing import Signer

Revoked = tuple[int, dt.datetime]
"""Serial number, and since when."""


def make_list(
    suite: Suite, signer: Signer, certificate: bytes, revoked: Iterable[Revoked], *, at: dt.datetime, until: dt.datetime
) -> bytes:
    """DER of version 2, numbered by its second; `certificate` is the issuer's own, `until` when the next one is due."""
    above = x509.Certificate.load(certificate, strict=True)
    algorithm = {"algorithm": suite.algorithm}
    rows = [{"user_certificate": serial, "revocation_date": _time(since)} for serial, since in revoked]
    key = x509.AuthorityKeyIdentifier({"key_identifier": above.key_identifier})
    body = crl.TbsCertList(
        {
            "version": "v2",
            "signature": algorithm,
            "issuer": above.subject,
            "this_update": _time(at),
            "next_update": _time(until),
            **({"revoked_certificates": rows} if rows else {}),
            "crl_extensions": [
                {"extn_id": "authority_key_identifier", "extn_value": key},
                {"extn_id": "crl_number", "extn_value": int(at.timestamp())},
            ],
        }
    )
    signed = {"tbs_cert_list": body, "signature_algorithm": algorithm, "signature": signer.sign(body.dump())}
    der: bytes = crl.CertificateList(signed).dump()
    return der


def _time(at: dt.datetime) -> x509.Time:
    at = at.astimezone(dt.UTC).replace(microsecond=0)
    return x509.Time({"utc_time" if at.year < 2050 else "general_time": at})
