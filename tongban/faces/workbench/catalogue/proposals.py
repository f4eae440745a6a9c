"""Proposing what is no change of words: cancelling, pausing, delegating, merging, splitting, adding."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.catalogue import words
from tongban.faces.workbench.catalogue.pages import crumbs_to, vocabulary
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotFound
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue.commands import adjustments as commands
from tongban.registers.catalogue.queries import entries as catalogue
from tongban.registers.catalogue.queries import touching
from tongban.registers.forms.queries import dictionary as forms
from tongban.registers.forms.queries import sheets

PLACE = "workbench:catalogue_adjustments"
MANAGE = "catalogue.manage"
SHANGHAI = ZoneInfo("Asia/Shanghai")
FACTS = ("title", "reason", "document_number", "effective_on")
PLANS: Mapping[str, tuple[str, ...]] = {
    "add": ("name", "name_en", "item_type", "department", "levels", "content"),
    "cancel": (),
    "pause": ("until",),
    "resume": (),
    "delegate": ("from_level", "to_level", "short_name"),
    "take_over": ("from_body", "to_body"),
    "merge": ("into",),
    "split": ("into_what", "names"),
}
"""Which controls a kind has beside title, reason, number and day."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def propose(request: HttpRequest, kind: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A draft of this kind over `entry` or `leaf`; 303 to it. `preview` only counts what it would touch."""
    if kind not in PLANS:
        raise NotFound("page.unknown")
    asked = request.GET if request.method != "POST" else request.POST
    subject = {name: asked.get(name, "")[:14] or None for name in ("entry", "leaf")}
    if request.method != "POST":
        return _show(request, kind, subject, blank_facts(now, _title(kind, subject)), {}, desk, now)
    sent = request.POST
    plan = read_plan(kind, sent)
    if "preview" in sent:
        return _show(request, kind, subject, typed_facts(sent), _typed(kind, sent), desk, now, preview=plan)
    try:
        region = desk.actor.region if kind == "add" and not subject["entry"] else None
        told = {**subject, **read_facts(sent, desk, now)}
        row = commands.draft(kind=kind, plan=plan, region=region, **told)
    except (Invalid, Conflict) as refusal:
        return _show(request, kind, subject, typed_facts(sent), _typed(kind, sent), desk, now, refusal=refusal)
    return _to(row.id)


def edit(request: HttpRequest, row: Any, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The author rewrites a proposal of one of these kinds."""
    subject = {"entry": row.entry_id, "leaf": row.leaf_id}
    if request.method != "POST":
        return _show(request, row.kind, subject, facts_of(row), typed_of(row), desk, now, row=row)
    sent = request.POST
    plan = read_plan(row.kind, sent)
    if "preview" in sent:
        return _show(request, row.kind, subject, typed_facts(sent), _typed(row.kind, sent), desk, now, row, plan)
    try:
        commands.revise(row.id, version=read_version(sent), plan=plan, **read_facts(sent, desk, now))
    except (Invalid, Conflict) as refusal:
        typed = _typed(row.kind, sent)
        return _show(request, row.kind, subject, typed_facts(sent), typed, desk, now, row, refusal=refusal)
    return _to(row.id)


def _to(adjustment: uuid.UUID) -> HttpResponse:
    here = reverse("workbench:catalogue_adjustment", kwargs={"adjustment": adjustment})
    return HttpResponseRedirect(here, status=303)


def _title(kind: str, subject: Mapping[str, str | None]) -> str:
    """A first title; a code that names nothing is told by its own page."""
    code = subject["entry"] or (subject["leaf"] or "")[:12]
    name = catalogue.get_entry(code).name if code else _("新事项")
    return (_("%(kind)s“%(name)s”") % {"kind": words.KINDS[kind], "name": name})[:200]


def _show(
    request: HttpRequest,
    kind: str,
    subject: Mapping[str, str | None],
    facts: Mapping[str, str],
    typed: Mapping[str, Any],
    desk: Desk,
    now: dt.datetime,
    row: Any = None,
    preview: Mapping[str, Any] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    leaf = catalogue.get_leaf(subject["leaf"]) if subject["leaf"] else None
    code = leaf.entry_id if leaf else subject["entry"]
    entry = catalogue.get_entry(code) if code else None
    told = refusal.fields if isinstance(refusal, Invalid) else {}
    lines = words.fault_lines(told, refusal.facts if refusal else {})
    touched = touching.count_touched(
        kind, preview or {}, entry=entry.code if entry else None, leaf=subject["leaf"], at=_instant(facts) or now
    )
    shown: dict[str, Any] = {
        "kind": kind, "entry": entry, "leaf": leaf, "facts": facts, "typed": typed, "row": row,
        "controls": PLANS[kind], "touched": touched, "previewed": preview is not None, "faults": lines,
        "told": {line["name"]: line["text"] for line in lines},
        "refusal": words_for(refusal) if refusal and not told else None,
        "siblings": catalogue.list_leaves([entry.code]) if entry else [],
        "crumbs": crumbs_to(entry.parent if entry else None, entry, label=str(words.KINDS[kind])),
        **vocabulary(),
    }  # fmt: skip
    status = 200 if refusal is None else 422 if told else 409
    return render_desk(request, "catalogue/proposal.html", desk, now, PLACE, status, **shown)


# --- what was typed -----------------------------------------------------------------------------------------------


def blank_facts(now: dt.datetime, title: str = "") -> dict[str, str]:
    """Tomorrow is the first day that a reader of the draft can still do something about."""
    tomorrow = as_day(now) + dt.timedelta(days=1)
    return {"title": title, "reason": "", "document_number": "", "effective_on": tomorrow.isoformat()}


def typed_facts(sent: Mapping[str, str]) -> dict[str, str]:
    return {name: sent.get(name, "") for name in FACTS}


def facts_of(row: Any) -> dict[str, str]:
    day = as_day(row.effective_at).isoformat()
    return {"title": row.title, "reason": row.reason, "document_number": row.document_number, "effective_on": day}


def read_facts(sent: Mapping[str, str], desk: Desk, now: dt.datetime) -> dict[str, Any]:
    """What every step of drafting takes. Raises Invalid for a day that is none."""
    told = typed_facts(sent)
    instant = _instant(told)
    if instant is None:
        raise Invalid("catalogue.adjustment_refused", {"effective_on": ["content.empty"]})
    del told["effective_on"]
    return {**told, "effective_at": instant, "by": desk.actor, "now": now}


def _instant(facts: Mapping[str, str]) -> dt.datetime | None:
    try:
        day = dt.date.fromisoformat(facts.get("effective_on", ""))
    except ValueError:
        return None
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


def read_version(sent: Mapping[str, str]) -> int:
    """The version the page was opened with; nonsense is an old one."""
    text = sent.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def read_plan(kind: str, sent: Any) -> dict[str, Any]:
    """The plan in the shape of its kind; what cannot be read is left out and refused as missing."""
    match kind:
        case "pause":
            until = _instant({"effective_on": sent.get("until", "")})
            return {"until": until.isoformat()} if until else {}
        case "delegate":
            asked = {name: _level(sent.get(name, "")) for name in ("from_level", "to_level")}
            return {**asked, "short_name": sent.get("short_name", "").strip()[:30]}
        case "take_over" | "merge":
            return {name: sent.get(name, "").strip()[:40] for name in PLANS[kind]}
        case "split":
            names = [line.strip() for line in sent.get("names", "").splitlines() if line.strip()]
            parts = "leaves" if sent.get("into_what") == "leaves" else "parts"
            return {parts: [{"name": name, "kind": ""} for name in names]}
        case "add":
            entry = {name: sent.get(name, "").strip()[:200] for name in ("name", "name_en", "item_type", "department")}
            levels = [int(level) for level in sent.getlist("levels") if _level(level)]
            return {"entry": {**entry, "levels": levels}, "leaves": []}
    return {}


def _level(text: str) -> int | None:
    return int(text) if text in ("2", "3", "4", "5", "6") else None


def _typed(kind: str, sent: Any) -> dict[str, Any]:
    return {name: sent.getlist(name) if name == "levels" else sent.get(name, "") for name in PLANS[kind]}


def typed_of(row: Any) -> dict[str, Any]:
    """The controls as a kept plan fills them."""
    plan = row.plan
    match row.kind:
        case "split":
            parts = "leaves" if plan.get("leaves") else "parts"
            names = "\n".join(part.get("content", part).get("name", "") for part in plan.get(parts, ()))
            return {"into_what": parts, "names": names}
        case "add":
            entry = plan.get("entry") or {}
            return {**entry, "levels": [str(level) for level in entry.get("levels", ())]}
        case "pause":
            return {"until": (plan.get("until") or "")[:10]}
    return {name: str(plan.get(name, "") or "") for name in PLANS.get(row.kind, ())}


def preview_form(definition: Any) -> dict[str, Any]:
    """The form as its blank sheet prints, or what is wrong with it: `sections` or `faults` (place and sentence)."""
    if not definition:
        return {"sections": [], "faults": []}
    faults = forms.list_faults(definition, questions=())
    blocking = [fault for fault in faults if fault.code != "form.question_unknown"]
    if blocking:
        return {
            "sections": [],
            "faults": [(fault.where, words.sentence(fault.code, fault.facts)) for fault in blocking],
        }
    sheet = sheets.list_sheet(definition, language="en" if words.is_english() else "zh", filled=False)
    return {**sheet, "faults": []}
