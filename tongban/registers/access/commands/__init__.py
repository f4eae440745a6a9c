"""Every write about accounts, sign-in, posts and programs that call, and the record of refusals."""

from tongban.registers.access.commands.accounts import (
    check_password_of,
    count_attempts,
    create_account,
    raise_real_name_level,
    record_sign_in,
    record_sign_out,
    register,
    set_password,
    sign_in,
)
from tongban.registers.access.commands.clients import admit_client, close_client, make_key
from tongban.registers.access.commands.posts import appoint, close_account, end_post, look_up, reopen_account
from tongban.registers.access.commands.refusals import record_refusal

__all__ = [
    "admit_client",
    "appoint",
    "check_password_of",
    "close_account",
    "close_client",
    "count_attempts",
    "create_account",
    "end_post",
    "look_up",
    "make_key",
    "raise_real_name_level",
    "record_refusal",
    "record_sign_in",
    "record_sign_out",
    "register",
    "reopen_account",
    "set_password",
    "sign_in",
]
