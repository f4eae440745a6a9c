"""Cancelled proofs 证明取消 and merged qualifications 资质合并: what nobody may ask for any more, by which document."""

import datetime as dt
from collections.abc import Collection

from django.db import IntegrityError, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands.authority import MANAGE, require
from tongban.registers.catalogue.models import CancelledProof, ProofChange, QualificationMerger


@transaction.atomic
def cancel_proof(
    *, region: str, name: str, aliases: Collection[str], basis: str, cancelled_on: dt.date, by: Actor, now: dt.datetime
) -> CancelledProof:
    """Nobody in the region may ask for this proof any more, under any of its names; the public list says so.

    Raises NotAllowed, Conflict catalogue.proof_stands_already.
    """
    require(by, MANAGE, region, by.organisation)
    try:
        with transaction.atomic():
            proof = CancelledProof.objects.create(
                region=region, name=name.strip(), aliases=sorted(set(aliases)), basis=basis, cancelled_on=cancelled_on
            )
    except IntegrityError as taken:
        raise errors.proof_stands_already(name) from taken
    _note_change(proof, joined=True, basis=basis, on=cancelled_on, now=now)
    audit.record("catalogue.proof_cancelled", by=by, now=now, subject=f"proof:{proof.id}", proof=name)
    return proof


@transaction.atomic
def restore_proof(*, region: str, name: str, basis: str, restored_on: dt.date, by: Actor, now: dt.datetime) -> None:
    """The proof may be asked for again in the region; it has left the public list, and the list's history says why.

    Raises NotAllowed, NotFound catalogue.proof_unknown.
    """
    require(by, MANAGE, region, by.organisation)
    proof = CancelledProof.objects.select_for_update().filter(region=region, name=name.strip()).first()
    if proof is None:
        raise errors.proof_unknown(name)
    _note_change(proof, joined=False, basis=basis, on=restored_on, now=now)
    audit.record("catalogue.proof_restored", by=by, now=now, subject=f"proof:{proof.id}", proof=name)
    proof.delete()


@transaction.atomic
def record_merger(
    *, region: str, merged: Collection[str], into: str, document: str, merged_on: dt.date, by: Actor, now: dt.datetime
) -> QualificationMerger:
    """It stands which qualifications became which one, by which document (CAT-18). Never rewritten.

    Raises NotAllowed, Invalid catalogue.merger_of_one, Conflict catalogue.merger_stands_already.
    """
    require(by, MANAGE, region, by.organisation)
    names = list(dict.fromkeys(name.strip() for name in merged if name.strip()))
    if len(names) < 2:
        raise errors.merger_of_one()
    try:
        with transaction.atomic():
            merger = QualificationMerger.objects.create(
                region=region, merged=names, into=into.strip(), document=document, merged_on=merged_on,
                recorded_at=now, recorded_by=by.account,
            )  # fmt: skip
    except IntegrityError as taken:
        raise errors.merger_stands_already(into) from taken
    audit.record(
        "catalogue.qualifications_merged", by=by, now=now, subject=f"merger:{merger.id}", into=into, merged=len(names)
    )
    return merger


def _note_change(proof: CancelledProof, *, joined: bool, basis: str, on: dt.date, now: dt.datetime) -> None:
    ProofChange.objects.create(region=proof.region, name=proof.name, joined=joined, basis=basis, on=on, at=now)
