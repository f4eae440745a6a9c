"""Tables of the catalogue. Reference data: few writers, many readers, the same on every node."""

from tongban.registers.catalogue.models.base import Edition, Entry, Generation, Leaf, LeafVersion
from tongban.registers.catalogue.models.items import Item, ItemDraft, ItemVersion, Place
from tongban.registers.catalogue.models.procedures import Adjustment, AdjustmentStep
from tongban.registers.catalogue.models.reports import (
    Baseline,
    CancelledProof,
    ConsistencyDeviation,
    ConsistencyReport,
    Finding,
    ListChange,
    ListMember,
    ProofChange,
    QualificationMerger,
)
from tongban.registers.catalogue.models.runs import Run
from tongban.registers.catalogue.models.samples import ResultSample
from tongban.registers.catalogue.models.workbooks import Workbook

__all__ = [
    "Adjustment",
    "AdjustmentStep",
    "Baseline",
    "CancelledProof",
    "ConsistencyDeviation",
    "ConsistencyReport",
    "Edition",
    "Entry",
    "Finding",
    "Generation",
    "Item",
    "ItemDraft",
    "ItemVersion",
    "Leaf",
    "LeafVersion",
    "ListChange",
    "ListMember",
    "Place",
    "ProofChange",
    "QualificationMerger",
    "ResultSample",
    "Run",
    "Workbook",
]
