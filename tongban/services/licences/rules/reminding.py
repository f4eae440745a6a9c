"""Which reminder a licence that ends calls for: two months before, and one month before (J15)."""

import datetime as dt

DAYS = (30, 60)


def due_reminder(ends_on: dt.date, today: dt.date) -> int | None:
    """30 or 60: the reminder that is due today at the latest; None while it ends later, or once it has ended."""
    left = (ends_on - today).days
    return next((days for days in DAYS if 0 <= left <= days), None)
