"""A body's items, and one item: what comes from above beside what the body writes of its own."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.workbench.items import forms, words
from tongban.faces.workbench.items.comparing import compare, compare_record
from tongban.faces.workbench.items.moves import list_moves
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid
from tongban.foundation.ui.rules import SHANGHAI
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import items
from tongban.registers.catalogue.queries.contents import list_missing_of
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.queries.items import ItemView
from tongban.registers.catalogue.rules.content import is_filled, lay
from tongban.registers.catalogue.rules.elements import Owning

PLACE = "workbench:items"
READ, EDIT, CLAIM = "catalogue.read", "catalogue.edit", "catalogue.claim"
TEXT_AT_MOST = 100


@require_safe
@staff_page(READ)
def own(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The items of one's body, or of the body asked for."""
    body = body_of(request, desk)
    if not body:
        return render_desk(request, "items/list.html", desk, now, PLACE, body="")
    state = request.GET.get("state", "") if request.GET.get("state") in words.STATES else ""
    text, after = request.GET.get("q", "")[:TEXT_AT_MOST], number_of(request.GET.get("after", ""))
    page = items.list_items(body, actor=desk.actor, at=now, state=state, text=text, after=after)
    asked = {"body": body, "state": state, "q": text}
    here = reverse(PLACE)
    shown: dict[str, Any] = {
        "body": body,
        "rows": page.rows,
        "counts": items.count_items(body, actor=desk.actor),
        "states": words.STATES,
        "state": state,
        "text": text,
        "here": here,
        "first_url": f"{here}?{urlencode(asked)}" if after else "",
        "next_url": f"{here}?{urlencode(asked | {'after': page.next})}" if page.next else "",
        "element_name": words.element_name,
    }
    return render_desk(request, "items/list.html", desk, now, PLACE, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def item_page(request: HttpRequest, item: int, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One item; posted, its draft is written: 303 to the same page.

    Refused, the page comes back with what was typed: 422 with what is wrong where it is wrong, 409 with what somebody
    else wrote meanwhile beside it.
    """
    view = items.get_item(item, actor=desk.actor, at=now)
    if request.method != "POST":
        return show_item(request, view, desk, now)
    content = forms.read_content(request.POST)
    seen = number_of(request.POST.get("seen", ""))
    try:
        commands.write(item=item, content=content, by=desk.actor, now=now, seen=seen)
    except (Invalid, Conflict) as refusal:
        return show_item(request, view, desk, now, content, refusal)
    return back(item, "written")


def body_of(request: HttpRequest, desk: Desk) -> str:
    """The body asked for, else the one of the post; nothing for a post of a whole region."""
    return request.GET.get("body") or desk.actor.organisation or ""


def number_of(text: str) -> int:
    """The number typed into an address, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def back(item: int, done: str) -> HttpResponse:
    here = reverse("workbench:item", kwargs={"item": item})
    return HttpResponseRedirect(f"{here}?{urlencode({'done': done})}", status=303)


def show_item(
    request: HttpRequest, view: ItemView, desk: Desk, now: dt.datetime, typed: dict[str, Any] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of the item; after a refusal with what was typed, and what is wrong with it."""
    row, laid = view.item, view.layers.lay()
    own_words = typed if typed is not None else view.layers.own
    errors = forms.list_errors(refusal)
    record = view.record
    missing = list_missing_of(laid if row.leaf_id else {**record, **laid})
    common = lay(
        {"name": row.leaf.entry.name, "item_type": row.leaf.entry.item_type} if row.leaf else {}, view.layers.common
    )
    shown: dict[str, Any] = {
        "item": row,
        "view": view,
        "name": laid.get("name") or row.name or (row.leaf.entry.name if row.leaf else ""),
        "common": _common(view),
        "controls": forms.list_controls(view.layers, own_words, missing, errors),
        "missing": missing,
        "faults": [{"name": code, "label": words.field_name(code), "text": text} for code, text in errors.items()],
        "day_error": errors.get("effective_from", ""),
        "earliest": timezone.localdate(now, SHANGHAI).isoformat(),
        "asked_day": _say_day_ahead(view, now),
        "moves": list_moves(view, desk),
        "refusal": words.say_refusal(refusal) if refusal and not errors else None,
        "may_edit": desk.actor.may(EDIT, row.region, row.organisation_id),
        "why_not": items.may_publish_draft(view, actor=desk.actor),
        "say_fault": words.say_fault,
        "states": words.STATES,
        "element_name": words.element_name,
        "done": request.GET.get("done", ""),
        "theirs": compare(typed, view.draft.content) if typed and view.draft and isinstance(refusal, Conflict) else [],
        "may_link": row.leaf_id is None and desk.actor.may(CLAIM, row.region, row.organisation_id),
        **_compare(view, request.GET),
        "recorded": compare_record(record, common),
    }
    status = (409 if isinstance(refusal, Conflict) else 422) if refusal else 200
    return render_desk(request, "items/item.html", desk, now, PLACE, status=status, **shown)


def _common(view: ItemView) -> list[tuple[str, str]]:
    """What the leaf, or a record without one, says: names and values, in the order of the table."""
    held = [each for each in get_elements().everything if each.owning is Owning.COMMON and not each.table]
    common = view.layers.common if view.item.leaf_id else view.record
    return [
        (words.element_name(each.code), words.say(each, common[each.code]))
        for each in held
        if is_filled(common.get(each.code))
    ]


def _say_day_ahead(view: ItemView, now: dt.datetime) -> str:
    """The day the editor asked for, while it lies ahead."""
    asked = view.draft.effective_from if view.draft else None
    return timezone.localdate(asked, SHANGHAI).isoformat() if asked and asked > now else ""


def _compare(view: ItemView, asked: Mapping[str, str]) -> dict[str, Any]:
    """Two of the versions and the draft side by side; the newest and the one before unless asked for others."""
    sides = {"draft": view.draft.content} if view.draft else {}
    sides |= {str(version.number): version.content for version in view.versions}
    if len(sides) < 2:
        return {"compared": [], "sides": []}
    new, old = (asked.get(name, "") for name in ("new", "old"))
    new = new if new in sides else next(iter(sides))
    old = old if old in sides else next(side for side in sides if side != new)
    return {"compared": compare(sides[new], sides[old]), "sides": words.name_sides(sides), "new": new, "old": old}
