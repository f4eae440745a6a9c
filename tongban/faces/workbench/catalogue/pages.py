"""The base catalogue to read: the list, an entry with its leaves, a leaf with its versions, two versions compared."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.faces.workbench.catalogue import outline, words
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.registers.catalogue.queries import adjustments
from tongban.registers.catalogue.queries import entries as catalogue
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.changes import Difference, compare
from tongban.registers.catalogue.rules.content import is_filled
from tongban.registers.catalogue.rules.elements import TABLES

PLACE = "workbench:catalogue_entries"
READ, MANAGE = "catalogue.read", "catalogue.manage"
NATION = "000000000000"
TEXT = 60


@require_safe
@staff_page(READ)
def entries(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Entries by code, fifty at a time, narrowed by words, level, type, department and state."""
    asked = {
        name: request.GET.get(name, "")[:TEXT] for name in ("q", "level", "type", "owner", "state", "whose", "after")
    }
    level = int(asked["level"]) if asked["level"] in ("2", "3", "4", "5", "6") else None
    page = catalogue.list_entries(
        at=now, text=asked["q"], level=level, item_type=asked["type"], owner=asked["owner"], state=asked["state"],
        after=asked["after"], national={"nation": True, "own": False}.get(asked["whose"]),
    )  # fmt: skip
    kept = {name: value for name, value in asked.items() if value and name != "after"}
    here = reverse(PLACE)
    shown: dict[str, Any] = {
        "asked": asked,
        "rows": [(row, catalogue.state_of(row, now)) for row in page.entries],
        "total": page.total,
        "split": catalogue.count_split(desk.actor.region[:2] + "0" * 10 if desk.actor.region else None, at=now),
        "owners": [("", _("全部")), *catalogue.list_owners()],
        "first_url": f"{here}?{urlencode(kept)}" if asked["after"] else "",
        "next_url": f"{here}?{urlencode({**kept, 'after': page.next})}" if page.next else "",
        "may_manage": desk.actor.may_anywhere(MANAGE),
        "loaded": request.GET.get("loaded", "")[:TEXT],
        **vocabulary(),
    }
    return render_desk(request, "catalogue/entries.html", desk, now, PLACE, **shown)


@require_safe
@staff_page(READ)
def entry(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """An entry: what it is, its parts and leaves, what is under way, what may be proposed."""
    row = catalogue.get_entry(code)
    parts = catalogue.list_parts(code)
    leaves = catalogue.list_leaves([row.code, *(part.code for part in parts)])
    shown: dict[str, Any] = {
        "entry": row,
        "state": catalogue.state_of(row, now),
        "parts": parts,
        "part_states": {part.code: catalogue.state_of(part, now) for part in parts},
        "part_leaves": {part: list(found) for part, found in groupby(leaves, lambda leaf: leaf.entry_id)},
        "leaves": leaves,
        "counts": catalogue.count_showing_each([leaf.code for leaf in leaves], at=now),
        "adjustments": adjustments.list_adjustments(by=desk.actor, entry=code, limit=20),
        "crumbs": crumbs_to(row.parent, row),
        "may_manage": desk.actor.may(MANAGE, row.region_id or NATION, row.owner_id),
        **vocabulary(),
    }
    return render_desk(request, "catalogue/entry.html", desk, now, PLACE, **shown)


@require_safe
@staff_page(READ)
def leaf(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A leaf as it holds now (else as it will), its versions, and the choice of two of them to compare."""
    row = catalogue.get_leaf(code)
    versions = catalogue.list_versions(code)
    asked = request.GET.get("version", "")
    holding = next((version for version in versions if str(version.number) == asked), None)
    holding = holding or catalogue.find_holding(code, now) or (versions[0] if versions else None)
    shown: dict[str, Any] = {
        "leaf": row,
        "entry": row.entry,
        "state": catalogue.state_of(row.entry, now),
        "versions": versions,
        "holding": holding,
        "groups": said_groups(holding.content, holding.defaults) if holding else [],
        "showing": catalogue.count_showing([code], at=now),
        "names": words.names_of(version.published_by for version in versions),
        "crumbs": crumbs_to(row.entry.parent, row.entry, label=code),
        "may_manage": desk.actor.may(MANAGE, row.entry.region_id or NATION, row.entry.owner_id),
        "successors": adjustments.list_successors(code),
        **vocabulary(),
    }
    return render_desk(request, "catalogue/leaf.html", desk, now, PLACE, **shown)


@require_safe
@staff_page(READ)
def comparison(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Two versions side by side, the differing elements first; without a choice the newest and the one before."""
    row, versions = catalogue.get_leaf(code), catalogue.list_versions(code)
    by_number = {str(version.number): version for version in versions}
    after = by_number.get(request.GET.get("after", ""), versions[0] if versions else None)
    before = by_number.get(request.GET.get("before", ""), versions[1] if len(versions) > 1 else after)
    found = (
        compare_contents((before.content, before.defaults), (after.content, after.defaults)) if before and after else []
    )
    shown: dict[str, Any] = {
        "leaf": row,
        "versions": versions,
        "before": before,
        "after": after,
        "differing": [each for each in found if not each.same],
        "same": [each for each in found if each.same],
        "crumbs": [*crumbs_to(row.entry.parent, row.entry)[:-1],
                   NavigationEntry(row.entry.name, reverse("workbench:catalogue_entry", kwargs={"code": row.entry_id})),
                   NavigationEntry(code, reverse("workbench:catalogue_leaf", kwargs={"code": code})),
                   NavigationEntry(_("版本比对"), "")],
        **vocabulary(),
    }  # fmt: skip
    return render_desk(request, "catalogue/comparison.html", desk, now, PLACE, **shown)


def compare_contents(
    before: tuple[Mapping[str, Any], Mapping[str, Any]], after: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> list[Difference]:
    """Common contents and proposals together, by the order of the element table."""
    return compare({**before[0], **before[1]}, {**after[0], **after[1]}, _all_codes())


def _all_codes() -> list[str]:
    codes = [element.code for element in get_elements().everything if not element.table]
    places = {code: at for at, code in enumerate(codes)}
    tables = [table for table in TABLES if table not in places]
    return [code for bare in [*codes, *tables] for code in (bare, f"{bare}_en")]


def said_groups(content: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Group → element code and value, filled ones only; tables as their own groups."""
    laid = {**defaults, **content}
    told = [
        (element.group, element.code)
        for element in get_elements().everything
        if not element.table and element.code not in TABLES
    ]
    groups = [
        (group, [(code, laid[code]) for _group, code in rows if is_filled(laid.get(code))])
        for group, rows in groupby(told, lambda pair: pair[0])
    ]
    return [(group, rows) for group, rows in groups if rows] + [
        (table, [(table, laid[table])]) for table in TABLES if is_filled(laid.get(table))
    ]


def crumbs_to(*path: Any, label: str = "") -> list[NavigationEntry]:
    """From the list over the entries to here."""
    found = [NavigationEntry(_("基本目录"), reverse(PLACE))]
    for row in path:
        if row is not None:
            found.append(NavigationEntry(row.name, reverse("workbench:catalogue_entry", kwargs={"code": row.code})))
    return [*found, NavigationEntry(label, "")] if label else found


def vocabulary() -> dict[str, Any]:
    """What every template of the catalogue says things with."""
    names: Sequence[str] = (
        "say",
        "say_levels",
        "element_name",
        "sentence",
        "place_name",
        "is_english",
        "title_of",
        "columns_of",
    )
    told: dict[str, Any] = {name: getattr(words, name) for name in names}
    tables = {name: getattr(words, name) for name in ("ENTRY_STATES", "STATES", "KINDS", "STEPS", "LEVELS", "MARKS")}
    told |= {"outline_of": outline.list_lines, "outlines_of": outline.compare}
    return {**told, **{name.lower(): table for name, table in tables.items()}, "item_types": dict(words.item_types()),
            "groups_named": words.GROUPS,
        "plan_labels": words.PLAN, "tables": TABLES}  # fmt: skip
