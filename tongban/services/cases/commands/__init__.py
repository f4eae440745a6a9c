"""Every write of the case centre, in the order of a case's life."""

from tongban.services.cases.commands.accepting import accept, decline, deem_accepted
from tongban.services.cases.commands.archiving import open_archive
from tongban.services.cases.commands.clocks import BATCH, SweepReport, recalculate, sweep
from tongban.services.cases.commands.concluding import archive, conclude, deliver
from tongban.services.cases.commands.connecting import close_system, register_system
from tongban.services.cases.commands.correcting import (
    ask_correction_signature,
    ask_supply_signature,
    correct,
    request_correction,
    supply,
)
from tongban.services.cases.commands.deciding import deny, grant, grant_by_default, lapse, withdraw
from tongban.services.cases.commands.drafts import discard_draft, save_draft
from tongban.services.cases.commands.enquiring import follow, follow_json
from tongban.services.cases.commands.handing_over import fetch_decisions, hand_over
from tongban.services.cases.commands.inspecting import find_past_closing, inspect
from tongban.services.cases.commands.looking import prefill_at_window, read_draft, read_form
from tongban.services.cases.commands.notes import write_note
from tongban.services.cases.commands.pausing import resume, suspend
from tongban.services.cases.commands.reviewing import extend, pass_on
from tongban.services.cases.commands.rotating import BatchDone, reencrypt, reencrypt_all, rotate_key
from tongban.services.cases.commands.sealed_papers import seal_papers
from tongban.services.cases.commands.seeing import as_seen
from tongban.services.cases.commands.submitting import Application, Receipt, ask_signature, submit
from tongban.services.cases.commands.telling import Gathered, push, type_in
from tongban.services.cases.commands.wordings import discard_wording, draft_wording, publish_wording, withdraw_wording

__all__ = [
    "BATCH",
    "Application",
    "BatchDone",
    "Gathered",
    "Receipt",
    "SweepReport",
    "accept",
    "archive",
    "as_seen",
    "ask_correction_signature",
    "ask_signature",
    "ask_supply_signature",
    "close_system",
    "conclude",
    "correct",
    "decline",
    "deem_accepted",
    "deliver",
    "deny",
    "discard_draft",
    "discard_wording",
    "draft_wording",
    "extend",
    "fetch_decisions",
    "find_past_closing",
    "follow",
    "follow_json",
    "grant",
    "grant_by_default",
    "hand_over",
    "inspect",
    "lapse",
    "open_archive",
    "pass_on",
    "prefill_at_window",
    "publish_wording",
    "push",
    "read_draft",
    "read_form",
    "recalculate",
    "reencrypt",
    "reencrypt_all",
    "register_system",
    "request_correction",
    "resume",
    "rotate_key",
    "save_draft",
    "seal_papers",
    "submit",
    "supply",
    "suspend",
    "sweep",
    "type_in",
    "withdraw",
    "withdraw_wording",
    "write_note",
]
