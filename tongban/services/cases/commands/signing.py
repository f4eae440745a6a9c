"""Signing what is handed in: its digest put before the enterprise, and the signature stored with the case.

Electronically, or on paper at the window: then the clerk's word is stored, as what it is.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing.ids import new_id
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.parties.rules import Kind
from tongban.registers.signatures import commands as signatures
from tongban.registers.signatures import queries
from tongban.registers.signatures.commands import Asked
from tongban.registers.signatures.rules import Evidence, PaperEvidence, Way
from tongban.services.cases import errors, sealing
from tongban.services.cases.commands.journal import unit_of
from tongban.services.cases.models import Case, CaseMaterial, CaseSignature
from tongban.services.cases.queries.signatures import spell_case
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.signing import OnPaper, Signature, digest_of


def ask(
    case: Case,
    materials: Sequence[CaseMaterial],
    *,
    kind: str | None,
    matter: str,
    service: str,
    what: str = "签署申请",
    by: Actor,
    now: dt.datetime,
) -> Asked:
    """The enterprise is asked to sign what would be stored; `what` begins the title that its person reads.

    Raises Invalid case.signature_not_offered for a person.
    """
    if kind != Kind.ENTERPRISE:
        raise Invalid("case.signature_not_offered", {"signature": ["case.signature_not_offered"]})
    return signatures.ask_signature(
        title=f"{what}：{case.item_name}（{case.applicant_name}）", service=service, holder=case.holder_id,
        matter=matter, digest=digest_of(spell_case(case, materials, matter)), action=rights.SUBMIT, item=case.item,
        by=by, now=now,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signing:
    """What is stored of a signature: at most one row, not stored yet, and what the journal says of it."""

    rows: tuple[CaseSignature, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def sign(
    case: Case,
    materials: Sequence[CaseMaterial],
    *,
    signature: Signature | None,
    terms: Terms,
    kind: str | None,
    matter: str,
    version: int,
    by: Actor,
    now: dt.datetime,
) -> Signing:
    """The signature as a row of the case at this version; none where none is given, nor has to be.

    Raises Conflict case.signature_required for an enterprise without the signature that its item asks for (of a person
    nothing is asked: what the platform signs for is an enterprise), case.signature_stale where it has signed anything
    else than what is handed in, as `signatures.get_signed`, and as `_read_paper`.
    """
    if signature is None:
        if terms.signature and kind == Kind.ENTERPRISE:
            raise Conflict("case.signature_required", item=terms.item)
        return Signing()
    form = spell_case(case, materials, matter)
    digest = digest_of(form)
    evidence: Evidence | PaperEvidence
    if isinstance(signature, OnPaper):
        evidence, signed_at = _read_paper(case, signature, kind, by), now
        facts = {"signed": Way.PAPER.value, "digest": digest, "statement": evidence.digest}
    else:
        signed = queries.get_signed(signature, actor=by)
        if (signed.enterprise, signed.matter, signed.digest) != (case.holder_id, matter, digest):
            raise Conflict("case.signature_stale")
        evidence, signed_at = signed.evidence, signed.signed_at
        facts = {"signed": Way.ELECTRONIC.value, "digest": digest}
    row_id = new_id(case.bucket)
    row = CaseSignature(
        id=row_id, bucket=case.bucket, case=case, version=version, matter=matter,
        enterprise_name=case.applicant_name, digest=digest, signed_at=signed_at,
        evidence_sealed=sealing.seal({"evidence": evidence.to_json(), "form": form.decode()}, row_id),
    )  # fmt: skip
    return Signing((row,), facts)


def _read_paper(case: Case, paper: OnPaper, kind: str | None, by: Actor) -> PaperEvidence:
    """The word of the clerk who takes it in at the window of the case's body.

    Raises NotAllowed case.not_allowed for anybody else, Invalid case.signature_not_offered for a person,
    case.paper_unchecked before the original was looked at, case.file_unknown for a scan that is not the holder's.
    """
    if by.account is None or not by.may(rights.ACCEPT, case.region, case.organisation):
        raise errors.not_allowed(rights.ACCEPT)
    if kind != Kind.ENTERPRISE:
        raise Invalid("case.signature_not_offered", {"signature": ["case.signature_not_offered"]})
    if not paper.is_checked:
        raise Invalid("case.paper_unchecked", {"signature": ["case.paper_unchecked"]})
    scan = next((file for file in files.list_files(case.holder_id) if file.id == paper.file), None)
    if scan is None:
        raise Invalid("case.file_unknown", {"signature": ["case.file_unknown"]})
    return PaperEvidence(scan.id, scan.digest, by.account, unit_of(case, by))
