"""Every write about getting in: codes, second factors, sessions, national identities."""

from tongban.registers.entry.commands.codes import redeem_code, send_code
from tongban.registers.entry.commands.identities import enter_by_identity, link_identity
from tongban.registers.entry.commands.second_factor import (
    check_second_factor,
    enrol_second_factor,
    new_secret,
    remove_second_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from tongban.registers.entry.commands.sessions import end_other_sessions, end_session, open_session, see, strengthen

__all__ = [
    "check_second_factor",
    "end_other_sessions",
    "end_session",
    "enrol_second_factor",
    "enter_by_identity",
    "link_identity",
    "new_secret",
    "open_session",
    "redeem_code",
    "remove_second_factor",
    "renew_recovery_codes",
    "reset_second_factor",
    "see",
    "send_code",
    "strengthen",
]
