"""What is done to one item by a button: its draft moves on, or the item itself does."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tongban.faces.workbench.items.forms import read_day
from tongban.faces.workbench.items.pages import READ, back, number_of, show_item
from tongban.faces.workbench.shell import Desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import items
from tongban.registers.catalogue.queries.items import ItemView

Sent = Mapping[str, str]


@require_POST
@staff_page(READ)
def step_item(request: HttpRequest, item: int, step: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The step is made; 303 to the item. A refusal is told on the page."""
    if step not in _STEPS:
        raise NotFound("page.not_found")
    view = items.get_item(item, actor=desk.actor, at=now)
    try:
        _STEPS[step](request.POST, view, {"by": desk.actor, "now": now})
    except (Invalid, Conflict) as refusal:
        return show_item(request, view, desk, now, refusal=refusal)
    return back(item, step)


def _submit(sent: Sent, view: ItemView, who: dict[str, Any]) -> None:
    day = read_day(sent.get("effective_from", ""), who["now"])
    commands.submit(item=view.item.id, seen=number_of(sent.get("seen", "")), effective_from=day, **who)


def _publish(sent: Sent, view: ItemView, who: dict[str, Any]) -> None:
    day = read_day(sent.get("effective_from", ""), who["now"])
    read = number_of(sent["seen"]) if "seen" in sent else None
    commands.publish_draft(item=view.item.id, effective_from=day, seen=read, **who)


def _offer(sent: Sent, view: ItemView, who: dict[str, Any]) -> None:
    day = read_day(sent.get("effective_from", ""), who["now"])
    commands.publish(item=view.item.code or "", offered_from=day, **who)


_STEPS: dict[str, Callable[[Sent, ItemView, dict[str, Any]], object]] = {
    "submit": _submit,
    "take-back": lambda _sent, view, who: commands.take_back(item=view.item.id, **who),
    "send-back": lambda sent, view, who: commands.send_back(item=view.item.id, opinion=sent.get("opinion", ""), **who),
    "publish": _publish,
    "offer": _offer,
    "pause": lambda sent, view, who: commands.pause(item=view.item.code or "", reason=sent.get("reason", ""), **who),
    "resume": lambda _sent, view, who: commands.resume(item=view.item.code or "", **who),
    "withdraw": lambda sent, view, who: commands.withdraw(
        item=view.item.code or "", reason=sent.get("reason", ""), **who
    ),
}
