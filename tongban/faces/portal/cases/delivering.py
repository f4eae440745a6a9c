"""The step of delivery: how the result is to reach the applicant, of the ways that the item offers."""

import uuid
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.faces.portal.cases.people import signed_in
from tongban.faces.portal.cases.writing import Writing, frame, open_draft
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.foundation.ui.forms import ErrorLine
from tongban.registers.identifiers.rules import phone
from tongban.registers.parties import queries as parties
from tongban.services.cases.rules.words import Delivery

CODES = {Delivery.ELECTRONIC: "3", Delivery.COURIER: "2", Delivery.WINDOW: "1"}
"""As the dictionary of deliveries has them."""

LONGEST = {"receiver": 60, "phone": 20, "address": 200}
"""Characters."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def delivery(request: HttpRequest, item: str, draft: uuid.UUID) -> HttpResponse:
    """Chosen, 303 to the check."""
    writing = open_draft(request, item, draft)
    if request.method != "POST":
        return _page(request, writing, _proposed(writing), {})
    told = {name: request.POST.get(name, "").strip() for name in ("way", *LONGEST)}
    writing.keep(delivery={name: value[: LONGEST.get(name, 20)] for name, value in told.items()})
    if request.POST.get("go") == "later":
        return HttpResponseRedirect(f"{reverse('my_cases')}?group=drafts", status=303)
    if faults := find_faults(writing, told):
        return _page(request, writing, told, faults, 422)
    return HttpResponseRedirect(writing.url("check"), status=303)


def list_offered(writing: Writing) -> list[Delivery]:
    """The ways of the item; all of them where it names none."""
    offered = writing.terms.deliveries
    return [way for way, code in CODES.items() if not offered or code in offered]


def find_faults(writing: Writing, told: dict[str, str]) -> dict[str, str]:
    """By field. A courier needs to know whom to ask for, where."""
    if told.get("way") not in list_offered(writing):
        return {"way": _("请选一种领取方式。")}
    if told["way"] != Delivery.COURIER:
        return {}
    faults = {name: text for name in LONGEST if (text := _find_fault(name, told.get(name, "")))}
    if "phone" not in faults and not _is_phone(told["phone"]):
        faults["phone"] = _("请填 11 位手机号或带区号的电话。")
    return faults


def _find_fault(name: str, text: str) -> str:
    if not text:
        return _("这一栏要填。")
    return _("最多 %(most)s 个字。") % {"most": LONGEST[name]} if len(text) > LONGEST[name] else ""


def _is_phone(text: str) -> bool:
    try:
        phone.parse(text)
    except Invalid:
        return False
    return True


def name_of(way: str) -> str:
    return {
        Delivery.ELECTRONIC: _("电子证照或者电子文书"),
        Delivery.COURIER: _("邮寄到家"),
        Delivery.WINDOW: _("到窗口领"),
    }[Delivery(way)]


def _hints(writing: Writing) -> dict[Delivery, str]:
    return {
        Delivery.ELECTRONIC: _("办好就能在“我的办件”里看，和纸质的效力一样"),
        Delivery.COURIER: _("免费寄，单号会告诉您"),
        Delivery.WINDOW: _("带身份证到“%(place)s”领") % {"place": writing.terms.organisation_name},
    }


def _proposed(writing: Writing) -> dict[str, str]:
    """What was chosen; before that the first way, and the address in the file."""
    if writing.delivery:
        return writing.delivery
    told = {"way": list_offered(writing)[0].value, "receiver": writing.acts.name, "phone": writing.phone, "address": ""}
    with suppress(NotFound):
        told["address"] = parties.get_file(writing.actor, writing.draft.holder, now=writing.now).party.address
    return told


def _page(
    request: HttpRequest, writing: Writing, told: dict[str, str], faults: dict[str, str], status: int = 200
) -> HttpResponse:
    labels = {"way": _("怎么领"), "receiver": _("收件人"), "phone": _("收件人电话"), "address": _("收件地址")}
    hints = _hints(writing)
    shown: dict[str, Any] = {
        "ways": [(way.value, name_of(way), hints[way]) for way in list_offered(writing)],
        "told": told, "faults": faults, "labels": labels,
        "errors": [ErrorLine(name, labels[name], text) for name, text in faults.items()],
    }  # fmt: skip
    return render_page(request, "cases/delivery.html", "search", status, **frame(writing, "delivery"), **shown)
