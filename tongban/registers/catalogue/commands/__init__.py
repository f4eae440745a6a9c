"""Every write of the catalogue, by aggregate."""

from tongban.registers.catalogue.commands.adjustments import draft, pass_on, revise, send_back, submit, withdraw
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
    "draft",
    "pass_on",
    "publish",
    "publish_version",
    "revise",
    "send_back",
    "set_place",
    "submit",
    "withdraw",
]
