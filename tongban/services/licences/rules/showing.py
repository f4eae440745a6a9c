"""亮码: how long a shown code opens something, and why it no longer does. One use, one item, and never for long."""

import datetime as dt
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

TOKEN_BYTES = 20
"""160 bits: nobody guesses a code while it lives."""

DIGITS = 8

OVERLAP = dt.timedelta(seconds=30)
"""A code that the screen has already replaced is valid so much longer, for the scanner that was a little slow."""


_PERSON = "1"


class CodeState(StrEnum):
    SHOWN = "shown"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Life:
    """What of a code decides whether it opens something. `item` is "" where the window says for what it is."""

    item: str
    expires_at: dt.datetime
    redeemed_at: dt.datetime | None = None
    taken_back_at: dt.datetime | None = None


def new_token() -> str:
    """27 characters that stand in an address as they are."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_digits() -> str:
    """Eight digits to read aloud."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def ends_at(shown_at: dt.datetime, seconds: int) -> tuple[dt.datetime, dt.datetime]:
    """When the screen shows the next one, and when this one ends."""
    renewed_at = shown_at + dt.timedelta(seconds=seconds)
    return renewed_at, renewed_at + OVERLAP


def state_of(life: Life, now: dt.datetime) -> CodeState:
    """What happened first counts: a code that was redeemed stays so after its end."""
    if life.redeemed_at is not None:
        return CodeState.REDEEMED
    if life.taken_back_at is not None:
        return CodeState.TAKEN_BACK
    return CodeState.SHOWN if now < life.expires_at else CodeState.EXPIRED


def why_refused(life: Life | None, item: str, now: dt.datetime) -> str:
    """The code of the refusal; "" for a code that may be redeemed for this item now."""
    if life is None:
        return "licence.code_unknown"
    told = {
        CodeState.REDEEMED: "licence.code_redeemed",
        CodeState.TAKEN_BACK: "licence.code_taken_back",
        CodeState.EXPIRED: "licence.code_expired",
    }
    if refusal := told.get(state_of(life, now)):
        return refusal
    return "licence.code_other_item" if life.item and life.item != item else ""


def is_for(audience: Collection[str], *, is_person: bool) -> bool:
    """Whether somebody of this kind applies for an item of this audience (服务对象; none: everybody)."""
    return not audience or ((_PERSON in audience) if is_person else any(each != _PERSON for each in audience))


def read_code(typed: str) -> str:
    """The token that a scanner typed, or the digits that a clerk did; "" for anything else."""
    return read_token(typed) or read_digits(typed)


def is_digits(code: str) -> bool:
    """Whether what `read_code` has read are the digits beside a code."""
    return len(code) == DIGITS


def read_digits(typed: str) -> str:
    """The eight digits, in groups or not, of whatever width; "" for anything else."""
    plain = "".join(each for each in unicodedata.normalize("NFKC", typed) if not (each.isspace() or each in "-."))
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdigit() else ""


def read_token(scanned: str) -> str:
    """The token in what a scanner typed: the address of the code, or the token alone; "" for anything else."""
    last = scanned.strip().rstrip("/").rpartition("/")[2].partition("?")[0].partition("#")[0]
    is_token = len(last) == 27 and last.isascii() and last.replace("-", "").replace("_", "").isalnum()
    return last if is_token else ""
