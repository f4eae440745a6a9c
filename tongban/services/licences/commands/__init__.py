"""Every write of the licence centre: licences themselves, who may use them, and what is shown, fetched and copied."""

from tongban.services.licences.commands.alarms import close_alarm
from tongban.services.licences.commands.consents import give_consent, withdraw_consent
from tongban.services.licences.commands.copies import make_copy
from tongban.services.licences.commands.expiring import expire
from tongban.services.licences.commands.fetching import Fetched, Used, fetch, fetch_named, name_case, note_unused
from tongban.services.licences.commands.recording import Outcome, record_outcome
from tongban.services.licences.commands.reminding import remind
from tongban.services.licences.commands.rotating import reencrypt, reencrypt_all, rotate_key
from tongban.services.licences.commands.runs import advance as advance_run
from tongban.services.licences.commands.runs import advance_next as advance_next_run
from tongban.services.licences.commands.runs import begin as begin_run
from tongban.services.licences.commands.runs import run_again, start_upgrade
from tongban.services.licences.commands.runs import stop as stop_run
from tongban.services.licences.commands.searching import By, hand_out, look_at, search
from tongban.services.licences.commands.sharing import Shared, share_by_holder, share_by_identifier, share_file
from tongban.services.licences.commands.showing import Redeemed, Shown, forget_codes, redeem, show_code, take_back
from tongban.services.licences.commands.steps import cancel, forfeit, restore, revoke, suspend
from tongban.services.licences.commands.taking_in import start_import
from tongban.services.licences.commands.trusting import seal
from tongban.services.licences.commands.types import Loaded, add_type, change_type, end_type, load_types, reopen_type
from tongban.services.licences.rules.sharing import Cause
from tongban.services.licences.rules.types import TypeContent

__all__ = [
    "By",
    "Cause",
    "Fetched",
    "Loaded",
    "Outcome",
    "Redeemed",
    "Shared",
    "Shown",
    "TypeContent",
    "Used",
    "add_type",
    "advance_next_run",
    "advance_run",
    "begin_run",
    "cancel",
    "change_type",
    "close_alarm",
    "end_type",
    "expire",
    "fetch",
    "fetch_named",
    "forfeit",
    "forget_codes",
    "give_consent",
    "hand_out",
    "load_types",
    "look_at",
    "make_copy",
    "name_case",
    "note_unused",
    "record_outcome",
    "redeem",
    "reencrypt",
    "reencrypt_all",
    "remind",
    "reopen_type",
    "restore",
    "revoke",
    "rotate_key",
    "run_again",
    "seal",
    "search",
    "share_by_holder",
    "share_by_identifier",
    "share_file",
    "show_code",
    "start_import",
    "start_upgrade",
    "stop_run",
    "suspend",
    "take_back",
    "withdraw_consent",
]
