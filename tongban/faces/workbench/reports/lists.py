"""Derived public lists: how many stand on each, who, what joined and left, and who stood there on an earlier day."""

import datetime as dt
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.reports.places import READ, REPORTS, address, around, read_asked, read_cursor, read_day
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.ui.rules import SHANGHAI, as_day
from tongban.foundation.ui.tables import csv_answer
from tongban.registers.catalogue.commands import lists as commands
from tongban.registers.catalogue.queries import lists, wording
from tongban.registers.catalogue.queries.lists import PAGE
from tongban.registers.catalogue.queries.proofs import count_proofs

CHANGES = 20
FILE = 2000


@require_safe
@staff_page(READ)
def public_lists(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    asked = read_asked(request, desk)
    counted = lists.count_members(region=asked.region)
    shown: dict[str, Any] = {
        "rows": [(each, counted[each.code]) for each in lists.list_lists().values()],
        "proofs": count_proofs(region=asked.region),
        "refreshed_at": lists.refreshed_at(), "joined": request.GET.get("joined"), "left": request.GET.get("left"),
    }  # fmt: skip
    return render_desk(
        request, "reports/lists.html", desk, now, REPORTS, **around(asked, desk, "public_lists"), **shown
    )


@require_safe
@staff_page(READ)
def public_list(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The members now, or at the end of an earlier day, and the changes."""
    asked, wanted = read_asked(request, desk), lists.get_list(code)
    day, after = read_day(request.GET.get("day", ""), as_day(now)), request.GET.get("after", "")[:33]
    rows = _rows(code, asked.region, day, after, PAGE + 1)
    changes = lists.list_changes(
        code, region=asked.region, before=read_cursor(request.GET.get("before", "")) or None, limit=CHANGES + 1
    )
    items = [row.item for row in [*rows[:PAGE], *changes[:CHANGES]]]
    here, query = partial(address, "public_list", code=code), asked.query | {"day": day.isoformat() if day else ""}
    shown: dict[str, Any] = {
        "wanted": wanted, "rows": rows[:PAGE], "day": day, "latest": as_day(now).isoformat(),
        "count": lists.count_members(region=asked.region)[code],
        "item_names": lists.get_names(items, at=now), "changes": changes[:CHANGES],
        "first_url": here(query) if after else "",
        "next_url": here(query, {"after": rows[PAGE - 1].item.code}) if rows[PAGE:] else "",
        "older_url": here(query, {"before": changes[CHANGES - 1].id}) if changes[CHANGES:] else "",
        "csv_url": address("public_list_file", query, code=code),
    }  # fmt: skip
    return render_desk(request, "reports/list.html", desk, now, REPORTS, **around(asked, desk, "public_lists"), **shown)


@require_safe
@staff_page(READ)
def public_list_file(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> Any:
    asked, wanted = read_asked(request, desk), lists.get_list(code)
    day = read_day(request.GET.get("day", ""), as_day(now))
    head = [_("事项编码"), _("事项名称"), _("层级"), _("机构"), _("地区"), _("列入时间")]
    return csv_answer(f"list-{wanted.code}-{asked.region}.csv", head, _lines(code, asked.region, day, now))


@require_POST
@staff_page(READ)
def refresh(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The lists hold what belongs on them now; 303 back, with how many joined and left in all."""
    asked = read_asked(request, desk)
    moved = commands.refresh_now(region=asked.region, by=desk.actor, now=now).values()
    told = {"joined": str(sum(joined for joined, _left in moved)), "left": str(sum(left for _joined, left in moved))}
    return HttpResponseRedirect(address("public_lists", asked.query | told), status=303)


def _rows(code: str, region: str, day: dt.date | None, after: str, limit: int) -> list[Any]:
    """Each with `item` and since when it stands there; at the end of `day` where one is given."""
    if day is None:
        return [*lists.list_members(code, region=region, after=after, limit=limit)]
    end = dt.datetime.combine(day, dt.time.max, tzinfo=SHANGHAI)
    return [*lists.list_members_on(code, region=region, at=end, after=after, limit=limit)]


def _lines(code: str, region: str, day: dt.date | None, now: dt.datetime) -> Any:
    after = ""
    while rows := _rows(code, region, day, after, FILE):
        names = lists.get_names([row.item for row in rows], at=now)
        for row in rows:
            item, since = row.item, getattr(row, "since", None) or row.at
            level, body = wording.LEVELS[int(item.code[18])], item.organisation.name
            yield (item.code, names.get(item.leaf_id, ""), level, body, item.region, since.isoformat())
        after = rows[-1].item.code
