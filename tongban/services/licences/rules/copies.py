"""What a copy (加注件) says of itself, and how long it may hold."""

import datetime as dt

RECIPIENT_AT_MOST = 100
NOTED_PURPOSE_AT_MOST = 60
LONGEST = dt.timedelta(days=366)

Faults = dict[str, list[str]]


def check_copy(
    purpose: str, recipient: str, until: dt.date | None, *, today: dt.date, licence_until: dt.date | None
) -> Faults:
    """Field → codes; a copy never outlives the licence, and a year at most."""
    faults: Faults = {}
    for name, text, limit in (
        ("purpose", purpose, NOTED_PURPOSE_AT_MOST), ("recipient", recipient, RECIPIENT_AT_MOST),
    ):  # fmt: skip
        if not text.strip() or not text.isprintable():
            faults[name] = ["licence.text_missing"]
        elif len(text) > limit:
            faults[name] = ["licence.text_too_long"]
    last = min(today + LONGEST, licence_until or dt.date.max)
    if until is None or not today <= until <= last:
        faults["until"] = ["licence.copy_until_wrong"]
    return faults


def write_note(purpose: str, recipient: str, until: dt.date) -> str:
    """What stands across every page of the copy; its end first, for the rest may be long."""
    return f"{until.year}年{until.month}月{until.day}日前有效，仅供{recipient}用于{purpose}"


def is_over(until: dt.date, today: dt.date) -> bool:
    """The last day still counts."""
    return today > until
