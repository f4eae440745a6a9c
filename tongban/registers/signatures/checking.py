"""Whether a signature holds: made by the key of the certificate, which a trusted root vouches for, for an enterprise.

The enterprise is read from the certificate's subject: organizationIdentifier (2.5.4.97) is the unified social credit
code, the common name the enterprise's name. What the national platform really issues may carry the code elsewhere
(GM/T 0015 names extensions of its own): `read_enterprise` is the one place to change.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from asn1crypto import x509

from tongban.registers.seals.reading.certificates import MALFORMED, Authorities, parse, verify_signature
from tongban.registers.seals.reading.damage import Damaged
from tongban.registers.seals.reading.report import Findings, Layer, Verdict, worst
from tongban.registers.seals.reading.trust import Trust
from tongban.registers.signatures.rules import Evidence, Way

LAYERS = ("signature", "certificate_chain", "certificate_validity", "revocation")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about a signature; believe code and name only where `holds`.

    Of what was signed on paper nothing can be computed: `way` says so, every layer is undetermined, it never `holds`.
    """

    credit_code: str
    name: str
    issuer: str
    serial: str
    layers: tuple[Layer, ...]
    way: Way = Way.ELECTRONIC

    @property
    def holds(self) -> bool:
        return worst(layer.verdict for layer in self.layers) is Verdict.PASSED

    @property
    def fault(self) -> tuple[str, str]:
        """The first layer that did not pass and why; two empty words when all did."""
        found = next((layer for layer in self.layers if layer.verdict is not Verdict.PASSED), None)
        return (found.name, found.reason_code) if found else ("", "")


def check(evidence: Evidence, trust: Trust, *, at: dt.datetime) -> Checked:
    """As the signature stood at that instant."""
    findings = Findings(LAYERS)
    try:
        signer = parse(evidence.certificates[0])
        told = read_enterprise(signer.der)
    except (Damaged, IndexError, *MALFORMED):
        findings.failed("certificate_chain", "certificate_malformed")
        return Checked("", "", "", "", findings.layers())
    genuine = verify_signature(signer.public_key, signer.algorithm, evidence.statement, evidence.signature)
    findings.check("signature", genuine, "not_by_this_key")
    Authorities(trust.roots, trust, evidence.certificates[1:]).check(signer, at=at, findings=findings)
    return Checked(told["code"], told["name"], signer.issuer_name, f"{signer.serial:x}", findings.layers())


def tell_apart() -> Checked:
    """What a clerk vouches for on paper is no signature: nothing of it is verified, and nothing refuted."""
    return Checked("", "", "", "", Findings(LAYERS).layers("signed_on_paper"), Way.PAPER)


def read_enterprise(certificate: bytes) -> Mapping[str, str]:
    """`code` and `name` of the subject. Raises ValueError where either is missing."""
    names = x509.Certificate.load(certificate, strict=True).subject.native
    told = {"code": names.get("organization_identifier"), "name": names.get("common_name")}
    if not all(isinstance(each, str) and each for each in told.values()):
        raise ValueError("not an enterprise's certificate")
    return {name: str(each) for name, each in told.items()}
