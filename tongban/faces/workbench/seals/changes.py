"""What is done to seals at a desk: make one, suspend, restore, revoke, authorise. Each is one command, then 303."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.faces.workbench.seals.pages import PLACE, SAID, seal_page
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.words import sentence_for, words_for
from tongban.registers.access import queries as access
from tongban.registers.orgs import queries as orgs
from tongban.registers.seals import commands, queries
from tongban.registers.seals.queries import AUTHORISE, MANAGE
from tongban.registers.seals.rules.states import STEPS

BODIES = 300
LABELS = {
    "organisation": _("机构"),
    "kind": _("印章种类"),
    "name": _("印章名称"),
    "custodian": _("保管人"),
    "valid_from": _("启用日期"),
    "valid_until": _("截止日期"),
    "steps": _("用印环节"),
}
MOVES = {"suspend": commands.suspend_seal, "restore": commands.restore_seal, "revoke": commands.revoke_seal}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def new(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The form of a new seal; made, 303 to its page."""
    if request.method != "POST":
        return _form(request, desk, now, _blank(desk, request.GET.get("organisation", ""), now))
    sent = request.POST.dict()
    try:
        made = commands.create_seal(**_read(sent, request.POST.getlist("steps")), by=desk.actor, now=now)
    except (Invalid, Conflict) as refusal:
        return _form(request, desk, now, {**sent, "steps": request.POST.getlist("steps")}, refusal)
    return _to(made.id, "created")


@require_POST
@staff_page(MANAGE)
def move(request: HttpRequest, seal: uuid.UUID, move: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Suspended, restored or revoked; 303 to the seal. Raises NotAllowed, NotFound."""
    if move not in MOVES:
        raise Http404
    try:
        MOVES[move](seal_id=seal, reason=request.POST.get("reason", ""), by=desk.actor, now=now)
    except (Invalid, Conflict) as refusal:
        view = queries.get_seal(seal, actor=desk.actor, now=now)
        return seal_page(request, view, desk, now, refusal, request.POST.dict())
    return _to(seal, move)


@require_POST
@staff_page(AUTHORISE)
def authorise(request: HttpRequest, seal: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The seal stands in the steps that were ticked; 303 to the seal. Raises NotAllowed, NotFound."""
    steps, automatic = request.POST.getlist("steps"), "automatic" in request.POST
    try:
        commands.authorise_seal(seal_id=seal, steps=steps, automatic=automatic, by=desk.actor, now=now)
    except (Invalid, Conflict) as refusal:
        return seal_page(request, queries.get_seal(seal, actor=desk.actor, now=now), desk, now, refusal)
    return _to(seal, "authorised")


def _to(seal: uuid.UUID, done: str) -> HttpResponse:
    here = reverse("workbench:seal", kwargs={"seal": seal})
    return HttpResponseRedirect(f"{here}?{urlencode({'done': done})}", status=303)


def _read(sent: Mapping[str, str], steps: list[str]) -> dict[str, Any]:
    """What the command takes. Raises Invalid for dates that are none and for nobody as custodian."""
    facts: dict[str, Any] = {name: sent.get(name, "") for name in ("organisation", "kind", "name")}
    faults: dict[str, list[str]] = {}
    for name, read, code in (
        ("valid_from", dt.date.fromisoformat, "seal.day_missing"),
        ("valid_until", dt.date.fromisoformat, "seal.day_missing"),
        ("custodian", uuid.UUID, "seal.custodian_unknown"),
    ):
        try:
            facts[name] = read(sent.get(name, ""))
        except ValueError:
            faults[name] = [code]
    if faults:
        raise Invalid("seal.refused", faults)
    return {**facts, "steps": steps, "automatic": "automatic" in sent}


def _blank(desk: Desk, asked: str, now: dt.datetime) -> dict[str, Any]:
    """A seal for five years, of the body asked for."""
    today = as_day(now)
    until = dt.date(today.year + 5, 12, 31)
    return {"organisation": asked, "valid_from": today.isoformat(), "valid_until": until.isoformat(), "steps": []}


def _form(
    request: HttpRequest, desk: Desk, now: dt.datetime, sent: Mapping[str, Any], refusal: DomainError | None = None
) -> HttpResponse:
    bodies = _bodies(desk)
    chosen = sent.get("organisation") or (bodies[0][0] if bodies else "")
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    told = {name: sentence_for(codes[0], {}) for name, codes in fields.items()}
    region = orgs.get_organisation(chosen).region_id if chosen in dict(bodies) else ""
    keepers = access.list_posts_granting(MANAGE, region, chosen, today=as_day(now)) if region else []
    shown: dict[str, Any] = {
        **SAID,
        "sent": {**sent, "organisation": chosen},
        "bodies": bodies,
        "keepers": [(str(post.account_id), post.account.name) for post in keepers],
        "labels": LABELS,
        "all_steps": STEPS,
        "may_authorise": bool(region) and desk.actor.may(AUTHORISE, region, chosen),
        "told": told,
        "faults": [{"name": name, "label": str(LABELS[name]), "text": told[name]} for name in LABELS if name in told],
        "refusal": words_for(refusal) if refusal and not told else None,
    }
    return render_desk(request, "seals/new.html", desk, now, PLACE, status=422 if refusal else 200, **shown)


def _bodies(desk: Desk) -> list[tuple[str, str]]:
    """The post's own body, or those of its region."""
    if desk.actor.organisation:
        return [(desk.actor.organisation, orgs.get_organisation(desk.actor.organisation).name)]
    return [(body.code, body.name) for body in orgs.list_in_region(desk.post.region, limit=BODIES)]
