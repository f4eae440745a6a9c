"""The public list of cancelled proofs 证明取消 with its history (CAT-17), and merged qualifications (CAT-18)."""

from dataclasses import dataclass

from django.db.models import Q

from tongban.registers.catalogue.models import CancelledProof, ProofChange, QualificationMerger
from tongban.registers.regions.rules import list_ancestor_codes, subtree

PROOFS = "cancelled_proofs"
"""The code of the list; its members are proofs, not items."""

PAGE = 50


@dataclass(frozen=True, slots=True)
class Merged:
    """How far qualifications were merged: so many became so many."""

    before: int
    after: int


def list_proofs(*, region: str) -> list[CancelledProof]:
    """What nobody in the region, or in some part of it, may ask for: cancelled there, below or above; by name."""
    return list(CancelledProof.objects.filter(_touching(region)).order_by("name", "region"))


def count_proofs(*, region: str) -> int:
    """How many stand on the list of the region."""
    return CancelledProof.objects.filter(_touching(region)).count()


def list_proof_changes(*, region: str, before: int | None = None, limit: int = PAGE) -> list[ProofChange]:
    """What joined and left, newest first; `before` is the id of the last row seen."""
    rows = ProofChange.objects.filter(_touching(region))
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])


def list_mergers(*, region: str) -> list[QualificationMerger]:
    """Which qualifications became which one, in the region or by a body above it; the latest first."""
    return list(QualificationMerger.objects.filter(_touching(region)).order_by("-merged_on", "into"))


def count_merged(*, region: str) -> Merged:
    """Different qualifications that were merged, and those that they became."""
    rows = list_mergers(region=region)
    return Merged(len({name for row in rows for name in row.merged}), len({row.into for row in rows}))


def _touching(region: str) -> Q:
    return Q(region__range=subtree(region)) | Q(region__in=list_ancestor_codes(region))
