"""Who may call what of the calendars."""

import datetime as dt

from tests.access.kinds import Guarded, Public
from tests.access.world import NOW
from tongban.registers.calendars import commands

DAYS = {dt.date(2027, 1, 1): (False, "元旦")}

ENTRIES = {
    "calendars.commands.load_notice": Guarded(
        ("calendars.load",),
        lambda by, place: commands.load_notice(
            number="样例〔2026〕1号",
            year=2027,
            region=place.region,
            published_on=NOW.date(),
            days=DAYS,
            settles_year=False,
            by=by,
            now=NOW,
        ),
    ),
    "calendars.queries.list_warning_shares": Public("what a region promises is public"),
    "calendars.queries.find_promise": Public("what a region promises is public"),
    "calendars.queries.get_days": Public("working days are public"),
    "calendars.queries.get_calendar": Public("working days are public"),
    "calendars.queries.list_provisional_years": Public("working days are public"),
}
