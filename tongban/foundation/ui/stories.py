"""The stories: every component in every state, with sample days. Never served in production."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongban.foundation.ui.navigation import NavigationEntry, NavigationGroup, Shell
from tongban.foundation.ui.strip import DayCell

LAYOUTS = ("portal", "workbench")
TODAY = dt.date(2026, 11, 25)
STORIES = (
    *("light", "light_filter", "day_strip", "facts", "tag", "note", "empty", "crumbs", "steps", "pager", "progress"),
    *("material_row", "flow", "timeline", "wizard", "fields", "form", "prefilled", "upload", "error_summary"),
    *("licence_card", "show_code", "qr", "chart", "case_table", "batch_bar", "viewer", "compare", "review_points"),
    *("actions",),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """What `day_strip` draws: `days` working days; `provisional` names a year without official holidays."""

    cells: tuple[DayCell, ...]
    days: int
    provisional: int | None = None


def clock(
    start: dt.date, days: int, *, held: tuple[dt.date, ...] = (), today: dt.date = TODAY, provisional: int | None = None
) -> Clock:
    """A clock of so many weekdays after `start`; real calendars build theirs in the same shape."""
    cells, day, number = [DayCell(day=start, kind="start")], start, 0
    while number < days:
        day += dt.timedelta(days=1)
        if day.weekday() >= 5:
            cells.append(DayCell(day=day, kind="off"))
        elif day in held:
            cells.append(DayCell(day=day, kind="hold"))
        else:
            number += 1
            kind = "done" if day < today else "now" if day == today else "work"
            cells.append(DayCell(day=day, kind=kind, number=number, due=number == days))
    return Clock(tuple(cells), days, provisional)


def sample_clocks() -> dict[str, Clock]:
    """One clock for each way a strip can look."""
    return {
        "before": clock(TODAY, 5),
        "running": clock(dt.date(2026, 11, 20), 5),
        "last": clock(dt.date(2026, 11, 18), 5),
        "held": clock(dt.date(2026, 11, 19), 5, held=(dt.date(2026, 11, 23), dt.date(2026, 11, 24))),
        "long": clock(dt.date(2026, 11, 2), 20),
        "provisional": clock(dt.date(2026, 12, 29), 3, today=dt.date(2026, 12, 30), provisional=2027),
    }


def sample_code(size: int = 29) -> str:
    """An SVG path that looks like a code and reads as nothing: three finder marks and a fixed scatter."""
    finders = ((0, 0), (size - 7, 0), (0, size - 7))
    dark = [f"M{x} {y}h7v7h-7zM{x + 1} {y + 1}v5h5v-5zM{x + 2} {y + 2}h3v3h-3z" for x, y in finders]
    for y in range(size):
        for x in range(size):
            near_finder = any(fx - 1 <= x <= fx + 7 and fy - 1 <= y <= fy + 7 for fx, fy in finders)
            if not near_finder and (x * x * 7 + y * y * 13 + x * y * 5 + x + 3 * y) % 11 < 5:
                dark.append(f"M{x} {y}h1v1h-1z")
    return "".join(dark)


def sample_shell(name: str) -> Shell:
    """A shell with everything that layout can show."""
    places = (
        NavigationEntry(_("首页"), "#", "home", current=True),
        NavigationEntry(_("办事"), "#", "search"),
        NavigationEntry(_("我的办件"), "#", "clipboard-list", count=2),
        NavigationEntry(_("我的证照"), "#", "id"),
    )
    views = (NavigationEntry(_("本周到期"), "#", "filter", count=13), NavigationEntry(_("已办"), "#", "checks"))
    groups = (
        (NavigationGroup(places), NavigationGroup(views, _("常用视图")))
        if name == "workbench"
        else (NavigationGroup(places),)
    )
    return Shell(
        place=_("样例市政务服务（样例）"),
        navigation=groups,
        tabs=places,
        tools=(NavigationEntry(_("样例区"), "#", "map-pin"), NavigationEntry(_("样例甲"), "#", "user-circle")),
        footer=(NavigationEntry(_("找人帮办"), "#"), NavigationEntry(_("数据公开"), "#")),
        sponsor=_("主办：样例局（样例）。页面中的人、企业和办件均为样例"),
        search_url="#",
        search_label=_("办件编号、申请人、事项"),
    )
