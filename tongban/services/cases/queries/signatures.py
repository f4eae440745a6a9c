"""Signatures of a case: checked against the form as it is stored now, for whoever may see the case."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.keys.errors import KeyTrouble, NotAuthentic
from tongban.registers.parties import queries as parties
from tongban.registers.signatures import queries as signatures
from tongban.registers.signatures.queries import Checked
from tongban.registers.signatures.rules import Evidence, PaperEvidence, Way, read_evidence
from tongban.services.cases import sealing
from tongban.services.cases.models import Case, CaseEvent, CaseMaterial, CaseSignature
from tongban.services.cases.queries.reach import get_visible
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.signing import GivenThen, SignedForm, Stands, digest_of, judge, may_be_of, spell_form


@dataclass(frozen=True, slots=True)
class SignatureView:
    """One signature and how it stands. `person` confirmed as `role` ("representative", "agent"); `layer` and `reason`
    say what of the signature does not hold, as `signatures.checking` has them.

    `way` PAPER: nobody has signed electronically; a clerk has compared the scan `file` with the paper that bears the
    chop. INTACT then says that form and scan are those of that moment.
    """

    enterprise: str
    person: str
    role: str
    signed_at: dt.datetime
    digest: str
    issuer: str
    serial: str
    stands: Stands
    layer: str = ""
    reason: str = ""
    way: Way = Way.ELECTRONIC
    file: uuid.UUID | None = None
    version: int = 0


def list_signatures(case_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> list[SignatureView]:
    """The case's signatures, oldest first, each verified now. Raises NotFound case.not_found.

    One statement where there is none.
    """
    case = get_visible(case_id, actor, now=now)
    return [_check(case, row) for row in CaseSignature.objects.filter(case=case).order_by("version", "id")]


def spell_case(case: Case, materials: Sequence[CaseMaterial], matter: str) -> bytes:
    """The form of the case with these materials as it is signed. Raises NotAuthentic for one that cannot be opened."""
    filled = sealing.unseal(case.form_sealed, case.id)
    digests = {file.id: file.digest for file in files.list_files(case.holder_id)} if _has_file(materials) else {}
    given = [
        GivenThen(row.code, str(row.how), digests.get(row.file, "") if row.file else "", row.reference)
        for row in materials
    ]
    return spell_form(
        SignedForm(
            item=case.item, leaf_version=case.leaf_version, item_version=case.item_version, holder=case.holder_id,
            matter=matter, values=filled["values"], answers=filled["answers"], address=filled["address"],
            delivery=str(case.delivery), promise=case.promise, materials=given,
        )
    )  # fmt: skip


def _check(case: Case, row: CaseSignature) -> SignatureView:
    try:
        opened = sealing.unseal(row.evidence_sealed, row.id)
        evidence, signed = read_evidence(opened["evidence"]), str(opened["form"])
    except (NotAuthentic, KeyTrouble, KeyError, ValueError):
        return _view(row, Stands.BROKEN, layer="evidence", reason="unreadable")
    checked = signatures.check_evidence(evidence, at=row.signed_at)
    if digest_of(signed.encode()) != row.digest:
        fault = "digest", "of_another_form"
    elif not may_be_of(row.matter, case.id, row.version):
        fault = "digest", "of_another_case"
    elif isinstance(evidence, PaperEvidence):
        fault = _find_fault_on_paper(case, evidence)
    else:
        fault = _find_fault(case, row, evidence, checked)
    materials = list(CaseMaterial.objects.filter(case=case, superseded_at=None).order_by("id"))
    try:
        is_same = digest_of(spell_case(case, materials, row.matter)) == row.digest
    except (NotAuthentic, KeyTrouble):
        is_same = False
    corrected = CaseEvent.objects.filter(
        case=case, version__gt=row.version, step__in=(Step.CORRECT, Step.SUPPLY)
    ).exists()
    stands = judge(holds=not any(fault), is_same=is_same, corrected=corrected)
    return _view(row, stands, evidence, checked, *fault)


def _find_fault(case: Case, row: CaseSignature, evidence: Evidence, checked: Checked) -> tuple[str, str]:
    """Layer and reason of what does not hold; two empty words when the enterprise signed this very form."""
    if not checked.holds:
        return checked.fault
    said = evidence.said
    told = (said.get("digest"), said.get("matter"), said.get("holder"))
    if told != (f"sm3:{row.digest}", row.matter, str(case.holder_id)):
        return "digest", "of_another_form"
    if parties.find_enterprise(checked.credit_code) != parties.survivor_of(case.holder_id):
        return "enterprise", "not_the_applicant"
    return "", ""


def _find_fault_on_paper(case: Case, evidence: PaperEvidence) -> tuple[str, str]:
    """The scan is there, and is what the clerk compared."""
    scan = next((file for file in files.list_files(case.holder_id) if file.id == evidence.file), None)
    return ("", "") if scan is not None and scan.digest == evidence.digest else ("paper", "scan_exchanged")


def _has_file(materials: Sequence[CaseMaterial]) -> bool:
    return any(row.file for row in materials)


def _view(
    row: CaseSignature,
    stands: Stands,
    evidence: Evidence | PaperEvidence | None = None,
    checked: Checked | None = None,
    layer: str = "",
    reason: str = "",
) -> SignatureView:
    told: dict[str, Any] = {"person": "", "role": "", "version": row.version}
    if isinstance(evidence, PaperEvidence):
        told |= {"way": Way.PAPER, "file": evidence.file}
    elif evidence is not None:
        told |= {"person": evidence.name, "role": evidence.role}
    told |= {"issuer": checked.issuer if checked else "", "serial": checked.serial if checked else ""}
    return SignatureView(
        enterprise=row.enterprise_name, signed_at=row.signed_at, digest=row.digest, stands=stands, layer=layer,
        reason=reason, **told,
    )  # fmt: skip
