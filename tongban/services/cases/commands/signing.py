"""Signing an application: its digest put before the enterprise, and the signature stored with the case."""

import datetime as dt
import uuid
from collections.abc import Sequence

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing.ids import new_id
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.parties.rules import Kind
from tongban.registers.signatures import commands as signatures
from tongban.registers.signatures import queries
from tongban.registers.signatures.commands import Asked
from tongban.services.cases import sealing
from tongban.services.cases.models import Case, CaseMaterial, CaseSignature
from tongban.services.cases.queries.signatures import spell_case
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.signing import digest_of


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


def check_required(terms: Terms, kind: str | None, signed: Sequence[CaseSignature]) -> None:
    """Raises Conflict case.signature_required for an enterprise's application without the signature its item asks for.

    Of a person nothing is asked: what the platform signs for is an enterprise.
    """
    if terms.signature and kind == Kind.ENTERPRISE and not signed:
        raise Conflict("case.signature_required", item=terms.item)


def list_rows(
    case: Case, materials: Sequence[CaseMaterial], *, signature: uuid.UUID | None, matter: str, version: int,
    by: Actor,
) -> list[CaseSignature]:  # fmt: skip
    """The signature as a row of the case at this version, not yet stored; none without one.

    Raises Conflict case.signature_stale where the enterprise has signed anything else than what is handed in, and as
    `signatures.get_signed`.
    """
    if signature is None:
        return []
    signed = queries.get_signed(signature, actor=by)
    form = spell_case(case, materials, matter)
    if (signed.enterprise, signed.matter, signed.digest) != (case.holder_id, matter, digest_of(form)):
        raise Conflict("case.signature_stale")
    row_id = new_id(case.bucket)
    evidence = {"evidence": signed.evidence.to_json(), "form": form.decode()}
    return [
        CaseSignature(
            id=row_id, bucket=case.bucket, case=case, version=version, matter=matter,
            enterprise_name=case.applicant_name, digest=signed.digest,
            evidence_sealed=sealing.seal(evidence, row_id), signed_at=signed.signed_at,
        )
    ]  # fmt: skip
