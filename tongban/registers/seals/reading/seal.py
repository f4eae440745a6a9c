"""An electronic seal and a signature made with it (GB/T 38540-2020, version 4): whose they are, whether they hold."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from asn1crypto import core

from tongban.foundation.keys import sm3
from tongban.registers.seals.reading import certificates
from tongban.registers.seals.reading.certificates import MALFORMED, Authorities, Certificate, instant, octets
from tongban.registers.seals.reading.damage import Damaged
from tongban.registers.seals.reading.report import Findings, SealFacts
from tongban.registers.seals.reading.trust import Trust
from tongban.registers.seals.rules import ses

MAX_BYTES = 4 * 1024 * 1024
CLOCK_SKEW = dt.timedelta(minutes=5)
"""How far the signer's clock may run before ours."""
_LONGEST_SIDE = 1000
_PARTS_BEFORE_VERSION_4 = 2
"""GM/T 0031 has two parts outermost, both in a seal and in a signature; GB/T 38540 has four or five."""
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal taken apart. `signers` are the certificates, or their SM3, of those who may sign with it."""

    der: bytes
    facts: SealFacts
    signers: tuple[bytes, ...]
    created_at: dt.datetime
    signed: bytes
    certificate: bytes
    algorithm: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature taken apart. `data_hash` is the SM3 of the part that `signed_part` names."""

    seal: Seal
    signed_at: dt.datetime
    data_hash: bytes
    signed_part: str
    signed: bytes
    certificate: bytes
    algorithm: str
    signature: bytes


def read_seal(der: bytes) -> Seal:
    """Raises `Damaged`: `seal_malformed`, or `seal_older` for one of GM/T 0031."""
    return _read(ses.Seal, der, "seal", _seal)


def read_signature(der: bytes) -> Signature:
    """Raises `Damaged`: `signed_value_malformed`, or `signed_value_older` for one of GM/T 0031."""
    return _read(ses.Signature, der, "signed_value", _signature)


def check_signature(made: Signature, authorities: Authorities, findings: Findings) -> None:
    """The layers signature and signer_in_seal, and those of the signer's certificate at the instant it signed."""
    try:
        signer = certificates.parse(made.certificate)
    except Damaged as damage:
        findings.failed("signature", damage.reason_code)
        findings.failed("certificate_chain", damage.reason_code)
        return
    _check_value(signer, made, "signature", findings)
    listed = made.certificate in made.seal.signers or sm3.digest(made.certificate) in made.seal.signers
    findings.check("signer_in_seal", listed, "signer_not_in_seal", signer=signer.subject_name)
    authorities.check(signer, at=made.signed_at, findings=findings)


def check_seal(seal: Seal, authorities: Authorities, findings: Findings, *, at: dt.datetime, trust: Trust) -> None:
    """The layers seal_signature, seal_validity and revocation, and those of the maker's certificate."""
    try:
        maker = certificates.parse(seal.certificate)
    except Damaged as damage:
        findings.failed("seal_signature", damage.reason_code)
        findings.failed("certificate_chain", damage.reason_code)
    else:
        _check_value(maker, seal, "seal_signature", findings)
        authorities.check(maker, at=seal.created_at, findings=findings)
    _check_validity(seal, at, findings)
    _check_standing(seal, at, trust, findings)


def check_not_in_future(signed_at: dt.datetime, layer: str, now: dt.datetime, findings: Findings) -> None:
    """Nobody signs tomorrow: a clock that wrong proves nothing."""
    if signed_at > now + CLOCK_SKEW:
        findings.failed(layer, "signed_in_future", signed_at=signed_at)


def _check_value(signer: Certificate, made: Seal | Signature, layer: str, findings: Findings) -> None:
    if made.algorithm != ses.SM2_WITH_SM3:
        findings.undetermined(layer, "algorithm_unknown", algorithm=made.algorithm)
        return
    holds = certificates.verify_signature(signer.public_key, "sm2", made.signed, made.signature)
    findings.check(layer, holds, "signature_wrong", signer=signer.subject_name)


def _check_validity(seal: Seal, at: dt.datetime, findings: Findings) -> None:
    facts = {"valid_from": seal.facts.valid_from, "valid_until": seal.facts.valid_until, "at": at}
    if at < seal.facts.valid_from:
        findings.failed("seal_validity", "seal_not_yet_valid", **facts)
    elif at > seal.facts.valid_until:
        findings.failed("seal_validity", "seal_expired", **facts)
    else:
        findings.passed("seal_validity", "", **facts)


def _check_standing(seal: Seal, at: dt.datetime, trust: Trust, findings: Findings) -> None:
    """Only of our own seals do we know whether they were taken back."""
    standing = trust.seals.get(seal.facts.id)
    if standing is None or standing.state == "valid" or standing.since is None:
        return
    if standing.since <= at:
        findings.failed("revocation", f"seal_{standing.state}", seal=seal.facts.name, since=standing.since)
    else:
        findings.passed("revocation", f"seal_{standing.state}_later", seal=seal.facts.name, since=standing.since)


def _read(kind: type[core.Sequence], der: bytes, what: str, take: Callable[[Any], _Read]) -> _Read:
    """One structure in its only spelling: what `kind` makes of it must encode to the same bytes again."""
    try:
        if len(der) > MAX_BYTES:
            raise ValueError("too long")
        if len(_Parts.load(der, strict=True)) == _PARTS_BEFORE_VERSION_4:
            raise Damaged(f"{what}_older")
        loaded = kind.load(der, strict=True)
        if loaded.dump(force=True) != der:
            raise ValueError("not its only spelling")
        return take(loaded)
    except MALFORMED as failure:
        raise Damaged(f"{what}_malformed") from failure


class _Parts(core.SequenceOf):
    _child_spec = core.Any


def _signature(loaded: ses.Signature) -> Signature:
    signed = loaded["to_sign"]
    return Signature(
        _seal(signed["seal"]), instant(signed["signed_at"].native), octets(signed["data_hash"]),
        signed["property_info"].native, signed.dump(), loaded["certificate"].native, loaded["algorithm"].dotted,
        octets(loaded["signature"]),
    )  # fmt: skip


def _seal(loaded: ses.Seal) -> Seal:
    info = loaded["info"]
    told = info["property"]
    if (info["header"]["id"].native, info["header"]["version"].native) != ("ES", ses.VERSION):
        raise ValueError("not a seal of version 4")
    digests = told["cert_list_type"].native == ses.DIGESTS
    return Seal(
        loaded.dump(), _facts(info, certificates.parse_name(loaded["certificate"].native)),
        tuple(each["value"].native if digests else each.native for each in told["cert_list"]),
        instant(told["created_at"].native), info.dump(), loaded["certificate"].native, loaded["algorithm"].dotted,
        octets(loaded["signature"]),
    )  # fmt: skip


def _facts(info: ses.SealInfo, maker: str) -> SealFacts:
    told, picture = info["property"], info["picture"]
    width, height = picture["width"].native, picture["height"].native
    if not (0 < width <= _LONGEST_SIDE and 0 < height <= _LONGEST_SIDE):
        raise ValueError("no seal is that large")
    return SealFacts(
        info["id"].native, told["name"].native, maker, instant(told["valid_from"].native),
        instant(told["valid_until"].native), picture["type"].native.upper(), picture["data"].native, width, height,
    )  # fmt: skip
