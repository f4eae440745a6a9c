"""Tables of the catalogue that tests of the faces look into."""

from tongban.registers.catalogue.models import (
    Baseline,
    CancelledProof,
    Entry,
    Finding,
    Item,
    ItemVersion,
    LeafVersion,
)
from tongban.registers.catalogue.models.base import FOREVER

__all__ = ["FOREVER", "Baseline", "CancelledProof", "Entry", "Finding", "Item", "ItemVersion", "LeafVersion"]
