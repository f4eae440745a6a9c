"""The two questions that are asked about a file: what is it, and does it hold?"""

import datetime as dt

from tongban.foundation.keys import sm3
from tongban.registers.seals.reading import errors, ofd, pdf, seal
from tongban.registers.seals.reading.certificates import Authorities
from tongban.registers.seals.reading.damage import Damaged
from tongban.registers.seals.reading.report import LAYERS, Findings, Kind, Report, SignatureReport
from tongban.registers.seals.reading.trust import Trust

_ZIP, _PDF, _SEQUENCE = (b"PK\3\4", b"PK\5\6"), b"%PDF-", b"\x30"


def read_file(content: bytes) -> Kind:
    """What the bytes are, whatever their name or media type says.

    Raises `Invalid`: `document.empty`, `document.too_large`, `document.kind_unknown`.
    """
    if not content:
        raise errors.empty()
    if len(content) > errors.MAX_BYTES:
        raise errors.too_large()
    if content.startswith(_ZIP):
        return Kind.OFD
    if content.startswith(_PDF):
        return Kind.PDF
    if content.startswith(_SEQUENCE):
        return Kind.ESL
    raise errors.unknown_kind()


def verify(content: bytes, trust: Trust, *, at: dt.datetime, now: dt.datetime) -> Report:
    """Every layer of every signature of the file.

    A seal by itself is judged as of `at`; a document as of the instant its signer names, which may not lie after `now`.
    Raises `Invalid` as `read_file` does; everything else that is wrong is in the report.
    """
    kind = read_file(content)
    title = licence = ""
    try:
        if kind is Kind.OFD:
            container = ofd.open_container(content)
            title, licence, signatures = container.title, container.licence, ofd.verify(container, trust, now=now)
        elif kind is Kind.PDF:
            signatures, licence = pdf.verify(content, trust, now=now), pdf.find_licence(content)
        else:
            signatures = (_verify_seal(content, trust, at=at),)
    except Damaged as damage:
        signatures = (_refused(kind, damage),)
    return Report(kind, sm3.digest(content).hex(), signatures, title, licence)


def _verify_seal(content: bytes, trust: Trust, *, at: dt.datetime) -> SignatureReport:
    read = seal.read_seal(content)
    findings = Findings(LAYERS[Kind.ESL])
    findings.passed("container")
    seal.check_seal(read, Authorities(trust.roots, trust), findings, at=at, trust=trust)
    return SignatureReport(findings.layers(), issuer=read.facts.maker, seal=read.facts)


def _refused(kind: Kind, damage: Damaged) -> SignatureReport:
    findings = Findings(LAYERS[kind])
    if damage.reason_code.endswith("_older"):
        findings.undetermined("container", damage.reason_code)
    else:
        findings.failed("container", damage.reason_code, **damage.facts)
    return SignatureReport(findings.layers())
