"""Every write of the catalogue, by aggregate."""

from tongban.registers.catalogue.commands.drafts import link, publish_draft, send_back, submit, take_back, write
from tongban.registers.catalogue.commands.entries import add_entry, add_leaf
from tongban.registers.catalogue.commands.items import claim, pause, publish, refuse, resume, withdraw
from tongban.registers.catalogue.commands.places import set_place
from tongban.registers.catalogue.commands.records import TakeOver, take_over
from tongban.registers.catalogue.commands.runs import (
    advance,
    advance_next,
    run_again,
    start_claim,
    start_publish,
    start_refuse,
    start_withdraw,
    stop,
)
from tongban.registers.catalogue.commands.versions import publish_version
from tongban.registers.catalogue.commands.violations import admit

__all__ = [
    "TakeOver",
    "add_entry",
    "add_leaf",
    "admit",
    "advance",
    "advance_next",
    "claim",
    "link",
    "pause",
    "publish",
    "publish_draft",
    "publish_version",
    "refuse",
    "resume",
    "run_again",
    "send_back",
    "set_place",
    "start_claim",
    "start_publish",
    "start_refuse",
    "start_withdraw",
    "stop",
    "submit",
    "take_back",
    "take_over",
    "withdraw",
    "write",
]
