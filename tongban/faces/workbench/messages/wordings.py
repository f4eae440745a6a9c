"""How notices are worded in a region: the list, and one template with its preview, own wording and history."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.ui.words import sentence_for, words_for
from tongban.registers.regions import queries as regions
from tongban.services.messages import commands, queries
from tongban.services.messages.rules.templates import (
    Template,
    Wording,
    check_wording,
    count_parts,
    fill_wording,
    say,
)

HERE = "workbench:message_wordings"
FIELDS = {
    "title": _("标题"),
    "title_en": _("英文标题"),
    "text": _("站内通知正文"),
    "text_en": _("英文正文"),
    "sms": _("短信"),
    "basis": _("依据或者理由"),
}
RECIPIENTS = {"applicant": _("发给办事人"), "staff": _("发给工作人员")}


@require_safe
@staff_page(queries.EDIT)
def wordings(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Every kind of notice as the region words it; the post's own region unless another below is asked for."""
    code = request.GET.get("region") or desk.post.region
    region = regions.get_region(code)
    standing = queries.list_standing(code, actor=desk.actor)
    shown: dict[str, Any] = {
        "region": region,
        "places": [regions.get_region(desk.post.region), *regions.list_children(desk.post.region)],
        "groups": [(RECIPIENTS[to], [each for each in standing if each.template.to == to]) for to in RECIPIENTS],
        "own": {each.region: regions.get_region(each.region).name for each in standing if each.region},
        "name_of": name_of,
    }
    return render_desk(request, "messages/wordings.html", desk, now, HERE, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(queries.EDIT)
def wording(request: HttpRequest, region: str, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One template: `do` is preview, save or withdraw; saved or withdrawn, 303 to the same page."""
    versions = queries.list_wordings(code, region, actor=desk.actor)
    standing = queries.resolve(code, region)
    if request.method != "POST":
        return _page(request, desk, now, region, standing, versions, standing.wording)
    sent = _read(request)
    told: dict[str, Any] = {"region": region, "template": code, "by": desk.actor, "now": now}
    try:
        match request.POST.get("do"):
            case "save":
                commands.set_wording(wording=sent, basis=request.POST.get("basis", ""), **told)
            case "withdraw":
                commands.end_wording(**told)
            case "preview":
                return _page(request, desk, now, region, standing, versions, sent)
            case _:
                raise NotFound("page.not_found")
    except (Invalid, Conflict) as refusal:
        return _page(request, desk, now, region, standing, versions, sent, refusal)
    here = reverse("workbench:message_wording", kwargs={"region": region, "code": code})
    return HttpResponseRedirect(f"{here}?{urlencode({'done': request.POST['do']})}", status=303)


def name_of(template: Template) -> str:
    """What the kind of notice is called in the reader's language."""
    return template.en if get_language() == "en" else template.zh


def _read(request: HttpRequest) -> Wording:
    texts = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in Wording.__slots__}
    return Wording(**texts)


def _page(
    request: HttpRequest,
    desk: Desk,
    now: dt.datetime,
    region: str,
    standing: queries.Standing,
    versions: list[queries.RegionWording],
    shown: Wording,
    refusal: Invalid | Conflict | None = None,
) -> HttpResponse:
    faults = refusal.fields if isinstance(refusal, Invalid) else check_wording(standing.template, shown)
    told = {name: sentence_for(codes[0], {}) for name, codes in faults.items()}
    filled = fill_wording(shown, queries.sample_values())
    english = get_language() == "en"
    variables = (queries.list_variables()[name] for name in standing.template.variables)
    context: dict[str, Any] = {
        "region": regions.get_region(region),
        "standing": standing,
        "source": regions.get_region(standing.region).name if standing.region else "",
        "name": name_of(standing.template),
        "versions": versions,
        "shown": shown,
        "labels": FIELDS,
        "basis": request.POST.get("basis", ""),
        "told": told,
        "faults": [{"name": name, "label": FIELDS[name], "text": text} for name, text in told.items()],
        "refusal": words_for(refusal) if isinstance(refusal, Conflict) else None,
        "filled": filled,
        "parts": count_parts(filled.sms),
        "variables": [
            (each.code, each.en if english else each.zh, say(each.sample, "en" if english else "zh"),
             each.code in standing.template.must)
            for each in variables
        ],
        "done": request.GET.get("done", ""),
    }  # fmt: skip
    status = 422 if refusal else 200
    return render_desk(request, "messages/wording.html", desk, now, HERE, status=status, **context)
