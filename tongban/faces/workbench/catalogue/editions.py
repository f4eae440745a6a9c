"""Published editions of the list: publishing one under a document number, and what stands in each (CAT-01)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.workbench.catalogue import words
from tongban.faces.workbench.catalogue.pages import vocabulary
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue.commands import editions as commands
from tongban.registers.catalogue.queries import editions
from tongban.registers.regions import queries as regions

PLACE = "workbench:catalogue_editions"
READ, APPROVE = "catalogue.read", "catalogue.approve"
NATIONAL = "nation"
"""How an address names the national catalogue, which belongs to no region."""
PAGE, TEXT = 50, 60
FACTS = ("code", "document_number", "title")
Row = Mapping[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def listed(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The editions of the catalogues that hold here, and the form for the next one of one's own; posted, 303 to it."""
    region = desk.post.region
    if request.method != "POST":
        return _show_list(request, desk, now, dict.fromkeys(FACTS, ""))
    typed = {name: request.POST.get(name, "") for name in FACTS}
    try:
        edition = commands.publish_edition(region=region, by=desk.actor, now=now, **typed)
    except (Invalid, Conflict) as refusal:
        return _show_list(request, desk, now, typed, refusal)
    here = reverse("workbench:catalogue_edition", kwargs={"region": region, "code": edition.code})
    return HttpResponseRedirect(f"{here}?done=1", status=303)


def _show_list(
    request: HttpRequest, desk: Desk, now: dt.datetime, typed: Mapping[str, str], refusal: DomainError | None = None
) -> HttpResponse:
    region = desk.post.region
    faults = words.fault_lines(refusal.fields, refusal.facts) if isinstance(refusal, Invalid) else []
    may_publish = bool(region) and desk.actor.may(APPROVE, region, desk.actor.organisation)
    last, rows = editions.find_last(region), editions.list_rows(region, at=now) if may_publish else []
    places = regions.list_path(region) if region else []
    lists = [(place.name, place.code, editions.list_editions(place.code)) for place in places]
    lists.append((_("国家"), NATIONAL, editions.list_editions(None)))
    shown: dict[str, Any] = {
        "lists": [each for each in lists if each[2] or each[1] == region],
        "place": places[-1].name if places else "",
        "typed": typed,
        "faults": faults,
        "told": {line["name"]: line["text"] for line in faults},
        "refusal": words_for(refusal) if refusal and not faults else None,
        "may_publish": may_publish,
        "counted": _count(rows),
        "last": last,
        "changes": editions.compare_rows(last.rows if last else [], rows) if may_publish else None,
        **vocabulary(),
    }
    status = 200 if refusal is None else 422 if faults else 409
    return render_desk(request, "catalogue/editions.html", desk, now, PLACE, status, **shown)


@require_safe
@staff_page(READ)
def contents(request: HttpRequest, region: str, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The frozen rows of an edition, fifty at a time, narrowed by level and words, and what changed since the last."""
    edition = editions.get_edition(code, region=None if region == NATIONAL else region)
    before = editions.find_before(edition)
    asked = {name: request.GET.get(name, "")[:TEXT].strip() for name in ("q", "level", "after")}
    rows = [row for row in edition.rows if _fits(row, asked)]
    page = [row for row in rows if row["code"] > asked["after"]]
    here = reverse("workbench:catalogue_edition", kwargs={"region": region, "code": code})
    kept = {name: asked[name] for name in ("q", "level") if asked[name]}
    further = {**kept, "after": page[PAGE - 1]["code"]} if len(page) > PAGE else {}
    shown: dict[str, Any] = {
        "edition": edition,
        "here": here,
        "asked": asked,
        "rows": page[:PAGE],
        "total": len(rows),
        "counted": _count(edition.rows),
        "before": before,
        "changes": editions.compare_rows(before.rows, edition.rows) if before else None,
        "first_url": f"{here}?{urlencode(kept)}" if asked["after"] else "",
        "next_url": f"{here}?{urlencode(further)}" if further else "",
        "done": request.GET.get("done", ""),
        "crumbs": [NavigationEntry(_("公布的目录"), reverse(PLACE)), NavigationEntry(edition.title, "")],
        **vocabulary(),
    }
    return render_desk(request, "catalogue/edition.html", desk, now, PLACE, **shown)


def _fits(row: Row, asked: Mapping[str, str]) -> bool:
    """Whether name or code has the words, and a body at that level may offer it."""
    sought = asked["q"]
    named = (
        sought in row["name"] or row["code"].startswith(sought) or any(sought in leaf["name"] for leaf in row["leaves"])
    )
    return named and (asked["level"] not in ("2", "3", "4", "5", "6") or int(asked["level"]) in row["levels"])


def _count(rows: Sequence[Row]) -> tuple[int, int]:
    return len(rows), sum(len(row["leaves"]) for row in rows)
