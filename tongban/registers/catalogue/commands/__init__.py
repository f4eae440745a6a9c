"""Every write of the catalogue, by aggregate."""

from tongban.registers.catalogue.commands.entries import add_entry, add_leaf
from tongban.registers.catalogue.commands.items import claim, publish
from tongban.registers.catalogue.commands.places import set_place
from tongban.registers.catalogue.commands.records import TakeOver, take_over
from tongban.registers.catalogue.commands.versions import publish_version

__all__ = ["TakeOver", "add_entry", "add_leaf", "claim", "publish", "publish_version", "set_place", "take_over"]
