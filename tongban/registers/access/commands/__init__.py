"""Every write about accounts, sign-in and posts, and the record of refusals."""

from tongban.registers.access.commands.accounts import create_account, record_sign_in, record_sign_out, sign_in
from tongban.registers.access.commands.posts import appoint, close_account, end_post, look_up, reopen_account
from tongban.registers.access.commands.refusals import record_refusal

__all__ = [
    "appoint",
    "close_account",
    "create_account",
    "end_post",
    "look_up",
    "record_refusal",
    "record_sign_in",
    "record_sign_out",
    "reopen_account",
    "sign_in",
]
