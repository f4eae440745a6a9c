"""How the result of my case comes to me: each parcel with its way, an address to give, papers to have fetched."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.portal.shell import render_page
from tongban.faces.portal.signed_in import own_page
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid
from tongban.foundation.ui.words import sentence_for, words_for
from tongban.journeys import delivering
from tongban.services.cases import queries as cases
from tongban.services.cases.rules.parcels import is_fetchable
from tongban.services.cases.rules.words import Delivery
from tongban.services.delivery import queries as parcels
from tongban.services.delivery.rules import OPEN, Direction, ParcelState

HERE = "case_delivery"
STATES = {
    ParcelState.WAITING: _("等您填写地址"),
    ParcelState.ORDERED: _("已下单"),
    ParcelState.ACCEPTED: _("快递已接单"),
    ParcelState.SENT: _("运送中"),
    ParcelState.FAILED: _("没有送到"),
    ParcelState.DELIVERED: _("已签收"),
}
DIRECTIONS = {Direction.OUT: _("寄送办理结果"), Direction.IN: _("上门取材料")}
WAYS = {
    Delivery.ELECTRONIC: _("网上送达，不用来窗口"),
    Delivery.COURIER: _("快递送达，免邮费"),
    Delivery.WINDOW: _("到窗口领取"),
}


@require_safe
@own_page
def delivery(request: HttpRequest, number: str, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """Raises NotFound case.not_found for whoever may not follow the case."""
    return _page(request, cases.get_id(number, actor=actor, now=now))


@require_POST
@own_page
def address(request: HttpRequest, number: str, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """The parcel that waits goes there; 303 back, 422 with what is wrong."""
    return _order(delivering.give_address, request, number, actor, now)


@require_POST
@own_page
def fetch(request: HttpRequest, number: str, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """The courier comes for papers; 303 back, 422 with what is wrong."""
    return _order(delivering.fetch_materials, request, number, actor, now)


def _order(
    order: Callable[..., object], request: HttpRequest, number: str, actor: Actor, now: dt.datetime
) -> HttpResponse:
    """What the posted address is for; 303 back, else the page with what is wrong."""
    case_id = cases.get_id(number, actor=actor, now=now)
    try:
        order(case_id=case_id, address=request.POST.get("address", ""), by=actor, now=now)
    except (Invalid, Conflict) as refusal:
        return _page(request, case_id, refusal)
    return HttpResponseRedirect(reverse(HERE, kwargs={"number": number}), status=303)


def _page(request: HttpRequest, case_id: uuid.UUID, refusal: DomainError | None = None) -> HttpResponse:
    case, views = cases.get_facts(case_id), parcels.list_parcels(case_id)
    coming = any(view.parcel.direction == Direction.IN and view.parcel.state in OPEN for view in views)
    codes = refusal.fields.get("address", ()) if isinstance(refusal, Invalid) else ()
    context: dict[str, Any] = {
        "case": case,
        "way": WAYS[Delivery(case.delivery)],
        "parcels": views,
        "states": STATES,
        "directions": DIRECTIONS,
        "waits": any(view.parcel.state == ParcelState.WAITING for view in views),
        "may_fetch": is_fetchable(case.state, case.gaps) and not coming,
        "typed": request.POST.get("address", ""),
        "fault": sentence_for(codes[0], refusal.facts) if refusal and codes else "",
        "refusal": words_for(refusal) if refusal and not codes else None,
    }
    return render_page(request, "delivery/delivery.html", status=422 if refusal else 200, **context)
