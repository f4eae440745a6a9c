"""What supervision found in one's region, and from each finding to its case."""

import base64
import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tongban.faces.workbench.cases import words
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Invalid
from tongban.registers.access import queries as access
from tongban.registers.orgs import queries as orgs
from tongban.registers.regions import queries as regions
from tongban.registers.regions.rules import is_code, is_within
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import Position
from tongban.services.cases.rules import rights

PLACE = "workbench:case_findings"
PAGE = 50


@require_safe
@staff_page(rights.SUPERVISE)
def findings(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Newest first, narrowed by kind, place and body. Raises Invalid worklist.bad_cursor."""
    region = _region(request.GET.get("region", ""), desk)
    kind, body = (request.GET.get(name, "").strip()[:40] for name in ("kind", "body"))
    after = _read_position(request.GET.get("after", ""))
    told: dict[str, Any] = {"kinds": (kind,) if kind else (), "organisation": body}
    rows = cases.list_findings(desk.actor, region, after=after, limit=PAGE + 1, **told)
    counts = cases.count_findings(desk.actor, region, organisation=body)
    asked = {"region": region, "kind": kind, "body": body}
    page, here = rows[:PAGE], reverse(PLACE)
    bodies = {row.organisation: row.case.organisation_name for row in page}
    if body and body not in bodies:
        found = orgs.find_organisation(body)
        bodies[body] = found.name if found else body
    shown: dict[str, Any] = {
        "rows": page,
        "asked": asked,
        "kinds": [
            (each, words.finding_name(each), count, _address(here, asked, kind=each))
            for each, count in sorted(counts.items(), key=lambda pair: (_order(pair[0]), pair[0]))
        ],
        "total": sum(counts.values()),
        "all_url": _address(here, asked, kind=""),
        "places": _places(desk.post.region, region),
        "bodies": sorted(bodies.items(), key=lambda pair: pair[1]),
        "names": access.name_accounts([row.account for row in page if row.account]),
        "words": words,
        "here": here,
        "next_url": _address(here, asked, after=_position(page[-1])) if len(rows) > PAGE else "",
        "first_url": _address(here, asked) if after else "",
    }
    return render_desk(request, "cases/findings.html", desk, now, PLACE, **shown)


def _region(asked: str, desk: Desk) -> str:
    """The place asked for, when it lies within the desk's own; else the desk's own."""
    return asked if is_code(asked) and is_within(asked, desk.post.region) else desk.post.region


def _places(top: str, region: str) -> list[tuple[str, str]]:
    """From the desk's region down to the chosen one, then what lies right below it."""
    path = [place for place in regions.list_path(region) if is_within(place.code, top)]
    return [(place.code, place.path) for place in [*path, *regions.list_children(region)]]


def _address(here: str, asked: dict[str, str], **changes: str) -> str:
    return f"{here}?{urlencode({name: value for name, value in (asked | changes).items() if value})}"


def _order(kind: str) -> int:
    """The gravest first."""
    known = ("overdue", "red", "yellow", "granted_by_default")
    return known.index(kind) if kind in known else len(known)


def _position(row: Any) -> str:
    told = f"{row.found_at.astimezone(dt.UTC).isoformat()}|{row.id}"
    return base64.urlsafe_b64encode(told.encode()).decode()


def _read_position(text: str) -> Position | None:
    if not text:
        return None
    try:
        instant, row = base64.urlsafe_b64decode(text.encode("ascii")).decode().split("|")
        found_at = dt.datetime.fromisoformat(instant)
        if found_at.utcoffset() != dt.timedelta(0):
            raise ValueError(instant)
        return Position(found_at, uuid.UUID(row))
    except ValueError as unreadable:
        raise Invalid("worklist.bad_cursor", {"after": ["worklist.bad_cursor"]}) from unreadable
