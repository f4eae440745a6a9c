"""A body's items, and one item: what comes from above beside what the body writes of its own."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.items import forms, words
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import DomainError, Invalid, NotFound
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import items
from tongban.registers.catalogue.queries.contents import list_missing_of
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.queries.items import ItemView
from tongban.registers.catalogue.rules.content import is_filled
from tongban.registers.catalogue.rules.elements import Owning

PLACE = "workbench:items"
READ, EDIT = "catalogue.read", "catalogue.edit"
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
    """One item; posted, its draft is written: 303 to the same page, or 422 with what is wrong where it is wrong."""
    view = items.get_item(item, actor=desk.actor, at=now)
    if request.method != "POST":
        return _shown(request, view, desk, now)
    content = forms.read_content(request.POST)
    seen = number_of(request.POST.get("seen", ""))
    try:
        commands.write(item=item, content=content, by=desk.actor, now=now, seen=seen)
    except Invalid as refusal:
        return _shown(request, view, desk, now, content, refusal)
    return back(item, "written")


@require_POST
@staff_page(READ)
def step_item(request: HttpRequest, item: int, step: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The draft is submitted, taken back, sent back or published; 303 to the item. A refusal is told on the page."""
    if step not in _STEPS:
        raise NotFound("page.not_found")
    view = items.get_item(item, actor=desk.actor, at=now)
    try:
        _STEPS[step](request, item, {"by": desk.actor, "now": now})
    except Invalid as refusal:
        return _shown(request, view, desk, now, refusal=refusal)
    return back(item, step)


_STEPS: dict[str, Callable[[HttpRequest, int, dict[str, Any]], object]] = {
    "submit": lambda request, item, who: commands.submit(
        item=item, seen=number_of(request.POST.get("seen", "")), **who
    ),
    "take-back": lambda _request, item, who: commands.take_back(item=item, **who),
    "send-back": lambda request, item, who: commands.send_back(
        item=item, opinion=request.POST.get("opinion", ""), **who
    ),
    "publish": lambda request, item, who: commands.publish_draft(
        item=item, seen=number_of(request.POST["seen"]) if "seen" in request.POST else None, **who
    ),
}


def body_of(request: HttpRequest, desk: Desk) -> str:
    """The body asked for, else the one of the post; nothing for a post of a whole region."""
    return request.GET.get("body") or desk.actor.organisation or ""


def number_of(text: str) -> int:
    """The number typed into an address, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def back(item: int, done: str) -> HttpResponse:
    here = reverse("workbench:item", kwargs={"item": item})
    return HttpResponseRedirect(f"{here}?{urlencode({'done': done})}", status=303)


def _shown(
    request: HttpRequest, view: ItemView, desk: Desk, now: dt.datetime, typed: dict[str, Any] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    row, laid = view.item, view.layers.lay()
    own_words = typed if typed is not None else view.layers.own
    errors = _errors(refusal)
    missing = list_missing_of(laid)
    shown: dict[str, Any] = {
        "item": row,
        "view": view,
        "name": laid.get("name") or row.name,
        "common": _common(view),
        "controls": forms.list_controls(view.layers, own_words, missing, errors),
        "missing": missing,
        "faults": [{"name": code, "label": words.element_name(code), "text": text} for code, text in errors.items()],
        "refusal": words_for(refusal) if refusal and not errors else None,
        "may_edit": desk.actor.may(EDIT, row.region, row.organisation_id),
        "why_not": items.may_publish_draft(view, actor=desk.actor),
        "say_fault": words.say_fault,
        "states": words.STATES,
        "element_name": words.element_name,
        "done": request.GET.get("done", ""),
        "compared": _compare(view),
    }
    return render_desk(request, "items/item.html", desk, now, PLACE, status=422 if refusal else 200, **shown)


def _errors(refusal: DomainError | None) -> dict[str, str]:
    if not isinstance(refusal, Invalid) or refusal.code != "catalogue.content_refused":
        return {}
    details = refusal.facts.get("details", {})
    return {
        where: words.say_fault(codes[0], details.get(f"{where}:{codes[0]}", {}))
        for where, codes in refusal.fields.items()
    }


def _common(view: ItemView) -> list[tuple[str, str]]:
    """What the leaf says for everybody: names and values, in the order of the table."""
    held = [each for each in get_elements() if each.owning is Owning.COMMON and not each.table]
    common = view.layers.common
    return [
        (words.element_name(each.code), words.say(each, common[each.code]))
        for each in held
        if is_filled(common.get(each.code))
    ]


def _compare(view: ItemView) -> list[dict[str, Any]]:
    """The last two versions, or the published words and the draft, side by side."""
    sides = [view.draft.content] if view.draft else []
    sides += [version.content for version in view.versions]
    if len(sides) < 2:
        return []
    new, old = sides[:2]
    table = get_elements()
    codes = [each.code for each in table if each.code in new or each.code in old]
    return [
        {
            "name": words.element_name(code),
            "typed": words.say(table[code], new[code]) if code in new else "",
            "known": words.say(table[code], old[code]) if code in old else "",
            "same": new.get(code) == old.get(code),
        }
        for code in codes
    ]
