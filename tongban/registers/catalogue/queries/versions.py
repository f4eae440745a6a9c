"""The published versions of a leaf."""

from tongban.registers.catalogue.models import LeafVersion


def find_last_version(leaf: str) -> LeafVersion | None:
    """The newest published version of the leaf, also when it begins later."""
    return LeafVersion.objects.filter(leaf=leaf).order_by("-number").first()
