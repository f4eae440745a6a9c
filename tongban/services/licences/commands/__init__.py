"""Every write of the licence centre."""

from tongban.services.licences.commands.recording import Outcome, record_outcome
from tongban.services.licences.commands.steps import cancel, restore, revoke, suspend
from tongban.services.licences.commands.types import Loaded, add_type, change_type, end_type, load_types, reopen_type
from tongban.services.licences.rules.types import TypeContent

__all__ = [
    "Loaded",
    "Outcome",
    "TypeContent",
    "add_type",
    "cancel",
    "change_type",
    "end_type",
    "load_types",
    "record_outcome",
    "reopen_type",
    "restore",
    "revoke",
    "suspend",
]
