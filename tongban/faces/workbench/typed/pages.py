"""二次录入: staff type cases of a department's system that is not connected, until it is."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.ui.words import sentence_for, words_for
from tongban.registers.calendars.rules.clock import OFFICE_ZONE
from tongban.services.cases import commands as cases
from tongban.services.cases.rules.reading_told import read_told

ACCEPT, HERE = "cases.accept", "workbench:typed"
KINDS = (("111", _("居民身份证")), ("001", _("统一社会信用代码")), ("414", _("护照")))
OUTCOMES = (("", _("还没有结果")), ("grant", _("准予")), ("deny", _("不予")), ("decline", _("不予受理")))
NEWS = {
    "new": _("已录入，办件编号 %(number)s。"),
    "advanced": _("已更新办件 %(number)s。"),
    "matched": _("这件事业务系统已经报过，合并为办件 %(number)s，按归集方式好的一种统计。"),
    "known": _("办件 %(number)s 已有这些内容，没有变化。"),
}
_INPUTS = {"applicant.name": "name", "applicant.document_kind": "document_kind", "applicant.document_number":
           "document_number"}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(ACCEPT)
def typed(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The form; after a case was typed 303 to the empty form with what became of it."""
    sent, faults, refusal = request.POST.dict() if request.method == "POST" else {}, {}, ""
    if request.method == "POST":
        try:
            told = read_told(json.dumps(_message(sent)).encode())
            done = cases.type_in(told=told, by=desk.actor, now=now)
            return HttpResponseRedirect(f"{reverse(HERE)}?{urlencode({done.news: done.number})}", status=303)
        except Invalid as refused:
            faults = _faults(refused, sent)
            refusal = str(_("有 %(count)s 处要改，标在下面。")) % {"count": len(faults)}
        except (Conflict, NotFound) as refused:
            refusal = words_for(refused)[1]
    done_now = next((str(NEWS[news]) % {"number": request.GET[news][:16]} for news in NEWS if news in request.GET), "")
    shown = {"sent": sent, "faults": faults, "refusal": refusal, "done": done_now, "kinds": KINDS, "outcomes": OUTCOMES}
    return render_desk(request, "typed/typed.html", desk, now, HERE, status=422 if refusal else 200, **shown)


def _message(sent: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as a system would tell it."""
    steps = [("accept", "accepted_at")] if sent.get("accepted_at") else []
    if sent.get("outcome"):
        steps.append((sent["outcome"], "decided_at"))
    names = ("name", "document_kind", "document_number")
    return {
        "number": sent.get("number", ""),
        "version": 1,
        "item": sent.get("item", "").strip().upper(),
        "applicant": {name: sent.get(name, "").strip() for name in names},
        "submitted_at": _instant(sent.get("submitted_at", "")),
        "steps": [{"step": step, "at": _instant(sent.get(field, ""))} for step, field in steps],
    }


def _instant(text: str) -> str:
    """Local time as an input sends it, with the zone of our offices; what is no time stays as it is."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE).isoformat()
    except ValueError:
        return text


def _faults(refused: Invalid, sent: Mapping[str, str]) -> dict[str, str]:
    """What is wrong by input."""
    times = [field for field in ("accepted_at", "decided_at") if sent.get(field) or field == "decided_at"]
    steps = {f"steps.{place}.at": field for place, field in enumerate(times)}
    inputs = _INPUTS | steps
    return {
        inputs.get(field, field): str(_("请填写日期和时间。")) if codes[0] == "told.instant" else
        sentence_for(codes[0], refused.facts)
        for field, codes in refused.fields.items()
    }  # fmt: skip
