"""Every write about notices: telling, reading, and how regions word them."""

from tongban.services.messages.commands.reading import mark_all_read, mark_read, mark_staff_all_read, mark_staff_read
from tongban.services.messages.commands.telling import Telling, tell_party, tell_staff
from tongban.services.messages.commands.wordings import end_wording, set_wording

__all__ = [
    "Telling",
    "end_wording",
    "mark_all_read",
    "mark_read",
    "mark_staff_all_read",
    "mark_staff_read",
    "set_wording",
    "tell_party",
    "tell_staff",
]
