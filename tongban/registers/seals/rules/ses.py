"""The structures of an electronic seal and of a signature made with it (GB/T 38540-2020, version 4), in DER.

Real files settle what the text leaves open: the maker signs the DER of `eSealInfo` alone, `timeStamp` and the
`extDatas` of what is signed are EXPLICIT [0], and the picture may be an OFD.
"""

from asn1crypto import core

from tongban.foundation.keys.certificates import SM2_WITH_SM3 as SM2_WITH_SM3

SM2_KEY, SM3 = "1.2.156.10197.1.301", "1.2.156.10197.1.401"
VERSION = 4
CERTIFICATES, DIGESTS = 1, 2
"""`cert_list_type`: whole certificates of those who may sign with the seal, or only their digests."""


class Header(core.Sequence):
    _fields = [("id", core.IA5String), ("version", core.Integer), ("vid", core.IA5String)]


class ExtData(core.Sequence):
    _fields = [
        ("oid", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("value", core.OctetString),
    ]


class ExtDatas(core.SequenceOf):
    _child_spec = ExtData


class Picture(core.Sequence):
    """Width and height in millimetres."""

    _fields = [("type", core.IA5String), ("data", core.OctetString), ("width", core.Integer), ("height", core.Integer)]


class CertDigest(core.Sequence):
    _fields = [("type", core.PrintableString), ("value", core.OctetString)]


class CertDigests(core.SequenceOf):
    _child_spec = CertDigest


class Certs(core.SequenceOf):
    _child_spec = core.OctetString


class Property(core.Sequence):
    """Instants are GeneralizedTime; `cert_list` is `Certs` or `CertDigests` as `cert_list_type` says."""

    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("cert_list_type", core.Integer),
        ("cert_list", core.Any),
        ("created_at", core.GeneralizedTime),
        ("valid_from", core.GeneralizedTime),
        ("valid_until", core.GeneralizedTime),
    ]
    _oid_pair = ("cert_list_type", "cert_list")
    _oid_specs = {CERTIFICATES: Certs, DIGESTS: CertDigests}


class SealInfo(core.Sequence):
    _fields = [
        ("header", Header),
        ("id", core.IA5String),
        ("property", Property),
        ("picture", Picture),
        ("ext_datas", ExtDatas, {"explicit": 0, "optional": True}),
    ]


class Seal(core.Sequence):
    """`signature` is the maker's, over the DER of `info`."""

    _fields = [
        ("info", SealInfo),
        ("certificate", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
    ]


class ToSign(core.Sequence):
    """`data_hash` is the SM3 of the file that `property_info` names (Signature.xml of an OFD)."""

    _fields = [
        ("version", core.Integer),
        ("seal", Seal),
        ("signed_at", core.GeneralizedTime),
        ("data_hash", core.OctetBitString),
        ("property_info", core.IA5String),
        ("ext_datas", ExtDatas, {"explicit": 0, "optional": True}),
    ]


class Signature(core.Sequence):
    """`signature` is the signer's, over the DER of `to_sign`."""

    _fields = [
        ("to_sign", ToSign),
        ("certificate", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
        ("timestamp", core.OctetBitString, {"explicit": 0, "optional": True}),
    ]
