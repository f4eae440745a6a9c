"""What a department's system has to say before it sees a licence (GB/T 36906)."""

import unicodedata
from dataclasses import dataclass

from tongban.services.licences.rules.fetching import PURPOSE_AT_MOST

TYPES_AT_MOST = 20
QUOTA_KEY = "licences.share_quota_a_day"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why: 用证事由 in words, and the item or the case in hand."""

    text: str
    item: str = ""
    case_number: str = ""


def find_faults(cause: Cause) -> dict[str, list[str]]:
    """By field what is missing or wrong."""
    faults: dict[str, list[str]] = {}
    text = cause.text.strip()
    if not text:
        faults["cause"] = ["licence.cause_missing"]
    elif len(text) > PURPOSE_AT_MOST or any(unicodedata.category(sign) in ("Cc", "Cf") for sign in text):
        faults["cause"] = ["licence.text_unreadable"]
    if not cause.item.strip() and not cause.case_number.strip():
        faults["item"] = ["licence.matter_missing"]
    return faults
