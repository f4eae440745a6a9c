"""Programs that call the API: what their names, shares and keys look like."""

import datetime as dt
import hashlib

NAME_AT_MOST = 60
SHARE_AT_MOST = 100
KEPT_AT_MOST = dt.timedelta(days=30)
"""How long a key may still open after the next one was made."""

PREFIX = "tbk_"
KEY_LENGTH = 47
"""The prefix, by which a scanner finds a key that leaked, and 256 random bits in 43 letters."""


def digest_of(key: str) -> str:
    """What is stored of a key. It is random, so nothing slower is needed to keep it from being guessed."""
    return hashlib.sha256(key.encode()).hexdigest()


def check_client(name: str, share: int) -> dict[str, list[str]]:
    """What is wrong, by field: name_missing, name_too_long, out_of_range."""
    faults = {"name": [] if name.strip() else ["name_missing"], "share": []}
    if len(name) > NAME_AT_MOST or not name.isprintable():
        faults["name"] = ["name_too_long"]
    if not 1 <= share <= SHARE_AT_MOST:
        faults["share"] = ["out_of_range"]
    return {field: codes for field, codes in faults.items() if codes}
