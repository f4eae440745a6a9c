"""The issuing counter: results of every department, handed out after a look at who fetches them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.workbench.intake.finding import document_kinds
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.rules import mask
from tongban.foundation.ui.words import sentence_for
from tongban.journeys import licensing
from tongban.registers.identifiers.rules import holder_code
from tongban.registers.parties import commands as parties
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import Case
from tongban.services.cases.rules.life import Document, Step
from tongban.services.cases.rules.rights import DELIVER

PLACE = "workbench:issuing"
TEXT_AT_MOST = 100
RESULTS = (Document.GRANT, Document.DENIAL, Document.REFUSAL_TO_ACCEPT)
HOLDER, AGENT = "holder", "agent"


@require_safe
@staff_page(DELIVER)
def waiting(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """What waits to be fetched, longest first."""
    text = " ".join(request.GET.get("q", "").split())[:TEXT_AT_MOST]
    rows = cases.list_to_hand_out(desk.actor, text=text)
    done = request.GET.get("done", "")[:20]
    return render_desk(request, "issuing/waiting.html", desk, now, PLACE, rows=rows, asked=text, done=done)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(DELIVER)
def hand_out(request: HttpRequest, number: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Who fetches it; the document looked at and matched, the result is delivered and 303 to the list."""
    view = cases.get_case(cases.get_id(number, actor=desk.actor, now=now), actor=desk.actor, now=now)
    case = view.case
    if request.method != "POST":
        return _page(request, view, desk, now, {})
    sent = request.POST.dict()
    try:
        receipt = _check(case, sent, desk, now)
        licensing.deliver(case_id=case.id, how="window", receipt=receipt, by=desk.actor, now=now)
    except Invalid as refusal:
        fields = refusal.fields or {"number": [refusal.code]}
        return _page(
            request, view, desk, now, sent, {name: sentence_for(c[0], refusal.facts) for name, c in fields.items()}
        )
    except Conflict as refusal:
        return _page(request, view, desk, now, sent, {"who": sentence_for(refusal.code, refusal.facts)})
    return HttpResponseRedirect(f"{reverse(PLACE)}?{urlencode({'done': case.number})}", status=303)


def _check(case: Case, sent: Mapping[str, str], desk: Desk, now: dt.datetime) -> str:
    """The words of the receipt, in Chinese as papers are; the number, matched with the applicant's file, is masked.

    An agent is named. Raises Invalid by field.
    """
    kind, number = sent.get("document_kind", ""), sent.get("number", "")
    shown = mask(holder_code.parse(kind, number).number)
    if sent.get("who") == AGENT:
        name = " ".join(sent.get("agent", "").split())
        if not name:
            raise Invalid("case.agent_missing", {"agent": ["case.agent_missing"]})
        if "authorised" not in sent:
            raise Invalid("case.authorisation_unseen", {"authorised": ["case.authorisation_unseen"]})
        return f"代理人{name[:60]}领取，证件 {shown}，授权委托书已核对"
    matches = parties.match_document(
        party_id=case.holder_id, document_kind=kind, number=number, region=case.region,
        purpose=f"窗口出件核对证件：{case.number}", by=desk.actor, now=now,
    )  # fmt: skip
    if not matches:
        raise Invalid("case.not_the_applicant", {"number": ["case.not_the_applicant"]})
    return f"本人领取，证件 {shown} 已核对"


def _page(
    request: HttpRequest,
    view: cases.CaseView,
    desk: Desk,
    now: dt.datetime,
    sent: Mapping[str, str],
    told: Mapping[str, str] | None = None,
) -> HttpResponse:
    labels = {
        "who": _("谁来领取"), "document_kind": _("证件类型"), "number": _("证件号码"), "agent": _("代理人姓名"),
        "authorised": _("授权委托书"),
    }  # fmt: skip
    faults = told or {}
    shown: dict[str, Any] = {
        "case": view.case, "labels": labels, "sent": sent, "told": faults, "kinds": document_kinds(),
        "papers": [paper for paper in view.documents if paper.kind in RESULTS],
        "faults": [ErrorLine(name, labels.get(name, labels["number"]), text) for name, text in faults.items()],
        "waits": view.case.delivered_at is None and view.steps.get(Step.DELIVER, "no") is None,
    }  # fmt: skip
    return render_desk(request, "issuing/hand_out.html", desk, now, PLACE, 422 if faults else 200, **shown)
