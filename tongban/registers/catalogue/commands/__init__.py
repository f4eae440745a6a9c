"""Every write of the catalogue, by aggregate."""

from tongban.registers.catalogue.commands.entries import add_entry, add_leaf
from tongban.registers.catalogue.commands.items import claim, publish
from tongban.registers.catalogue.commands.places import set_place
from tongban.registers.catalogue.commands.versions import publish_version
from tongban.registers.catalogue.commands.violations import admit

__all__ = [
    "add_entry",
    "add_leaf",
    "admit",
    "claim",
    "publish",
    "publish_version",
    "set_place",
]
