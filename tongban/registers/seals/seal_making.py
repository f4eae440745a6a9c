"""Electronic seals and what is signed with them (GB/T 38540-2020, version 4), written over the `Signer` seam."""

import datetime as dt
from dataclasses import dataclass

from tongban.foundation.keys import sm3
from tongban.foundation.keys.signing import Signer
from tongban.registers.seals.rules import ses

VENDOR = "Tongban"
_OF_A_BODY = 1


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What a seal says. `size`: width and height of the PNG in whole millimetres; the instants are aware."""

    es_id: str
    name: str
    certificate: bytes
    picture: bytes
    size: int
    created_at: dt.datetime
    valid_from: dt.datetime
    valid_until: dt.datetime


def make_seal(facts: SealFacts, *, maker: Signer, maker_certificate: bytes) -> bytes:
    """DER of the SESeal; the maker signs the DER of its `eSealInfo`."""
    info = ses.SealInfo(
        {
            "header": {"id": "ES", "version": ses.VERSION, "vid": VENDOR},
            "id": facts.es_id,
            "property": {
                "type": _OF_A_BODY,
                "name": facts.name,
                "cert_list_type": ses.CERTIFICATES,
                "cert_list": ses.Certs([facts.certificate]),
                "created_at": _time(facts.created_at),
                "valid_from": _time(facts.valid_from),
                "valid_until": _time(facts.valid_until),
            },
            "picture": {"type": "PNG", "data": facts.picture, "width": facts.size, "height": facts.size},
        }
    )
    signature = maker.sign(info.dump())
    der: bytes = ses.Seal(
        {"info": info, "certificate": maker_certificate, "algorithm": ses.SM2_WITH_SM3, "signature": signature}
    ).dump()
    return der


def sign_with_seal(
    content: bytes, *, path: str, seal: bytes, certificate: bytes, signer: Signer, at: dt.datetime
) -> bytes:
    """DER of the SES_Signature over `content`, which stands at `path` in the document."""
    to_sign = ses.ToSign(
        {
            "version": ses.VERSION,
            "seal": ses.Seal.load(seal, strict=True),
            "signed_at": _time(at),
            "data_hash": sm3.digest(content),
            "property_info": path,
        }
    )
    signature = signer.sign(to_sign.dump())
    der: bytes = ses.Signature(
        {"to_sign": to_sign, "certificate": certificate, "algorithm": ses.SM2_WITH_SM3, "signature": signature}
    ).dump()
    return der


def _time(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC).replace(microsecond=0)
