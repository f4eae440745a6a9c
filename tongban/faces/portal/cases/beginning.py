"""Where an application begins: for whom, with which answers, from a draft or anew."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.faces.portal.cases import signing
from tongban.faces.portal.cases.people import Choice, actor_of, entered_for, list_choices, phone_of, signed_in
from tongban.faces.portal.cases.writing import list_step_names
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.registers.catalogue.queries import guides
from tongban.registers.catalogue.queries.offers import check_offered
from tongban.registers.catalogue.queries.terms import Terms, get_terms
from tongban.registers.catalogue.rules import guidance
from tongban.registers.parties import queries as parties
from tongban.registers.parties.rules import Kind
from tongban.services.cases import commands, queries
from tongban.services.cases.queries import DraftView
from tongban.services.cases.rules.words import Channel


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def apply(request: HttpRequest, item: str) -> HttpResponse:
    """For whom; answers that are missing are asked by the guide. Begun, 303 to the form."""
    now, actor = timezone.now(), actor_of(request)
    terms = get_terms(item, at=now)
    check_offered(item, at=now)
    walk = guidance.walk(guidance.parse_guidance(terms.guidance), request.GET.dict())
    drafts = _list_drafts(actor, terms, now)
    answers = walk.answers if walk.finished and not walk.leaf else None
    is_online = guides.get_guide(item, at=now).content.get("online", True)
    if not is_online or (answers is None and not drafts):
        query = f"?{urlencode(walk.answers)}" if walk.answers else ""
        return HttpResponseRedirect(f"{reverse('item', kwargs={'code': item})}{query}#w", status=303)
    choices = list_choices(actor, terms, now=now, first=entered_for(request))
    if not any(not choice.why_not for choice in choices):
        return _nobody(request, terms, choices)
    if request.method == "POST":
        return _begin(request, terms, choices, drafts, answers)
    return _ask(request, terms, choices, drafts, fresh=answers is not None)


def _list_drafts(actor: Actor, terms: Terms, now: Any) -> list[DraftView]:
    """What this account has begun for this item, for itself or for others."""
    assert actor.account is not None
    acting = parties.list_parties_of(actor.account, now=now)
    found = [each for acts in acting for each in queries.list_drafts(acts.party, actor=actor, now=now)]
    return [draft for draft in found if draft.item == terms.item]


def _begin(
    request: HttpRequest, terms: Terms, choices: Sequence[Choice], drafts: Sequence[DraftView], answers: Any
) -> HttpResponse:
    """Going on with the draft that was named, or with a new one; answers given since take the place of its own."""
    now, actor, chosen = timezone.now(), actor_of(request), request.POST.get("draft", "")
    draft = next((each for each in drafts if str(each.id) == chosen), None)
    if draft is None:
        choice = _chosen(choices, request.POST.get("for", ""))
        if choice is None or answers is None:
            return _ask(request, terms, choices, drafts, fresh=answers is not None, status=422)
        row = commands.save_draft(
            holder=choice.acts.party, item=terms.item, content=_first_content(request, terms, choice, answers),
            channel=Channel.WEB, another=chosen == "new", by=actor, now=now,
        )  # fmt: skip
        return _to_form(terms, row.id)
    if answers is not None and answers != draft.content.get("answers"):
        commands.save_draft(
            holder=draft.holder, item=draft.item, content={**draft.content, "answers": answers},
            materials=draft.materials, channel=Channel.WEB, draft=draft.id, by=actor, now=now,
        )  # fmt: skip
    return _to_form(terms, draft.id)


def _first_content(request: HttpRequest, terms: Terms, choice: Choice, answers: Any) -> dict[str, Any]:
    """What is known before anybody types."""
    known = queries.get_prefill(
        terms, choice.acts.party, phone=phone_of(request), actor=actor_of(request), now=timezone.now()
    )
    values = {key: value for key, value in known.values.items() if key not in known.held}
    return {
        "name": terms.name, "name_en": terms.name_en, "answers": answers, "values": values,
        "earlier": sorted(known.earlier), "prefilled": len(known.held) + len(values),
    }  # fmt: skip


def _to_form(terms: Terms, draft: uuid.UUID) -> HttpResponse:
    step = "apply_form" if terms.form else "apply_materials"
    return HttpResponseRedirect(reverse(step, kwargs={"item": terms.item, "draft": draft}), status=303)


def _chosen(choices: Sequence[Choice], party: str) -> Choice | None:
    able = [choice for choice in choices if not choice.why_not]
    return next((choice for choice in able if str(choice.acts.party) == party), None)


def _ask(
    request: HttpRequest,
    terms: Terms,
    choices: Sequence[Choice],
    drafts: Sequence[DraftView],
    *,
    fresh: bool,
    status: int = 200,
) -> HttpResponse:
    names = {choice.acts.party: choice.acts.name for choice in choices}
    is_enterprise = any(choice.acts.kind == Kind.ENTERPRISE and not choice.why_not for choice in choices)
    return render_page(
        request, "cases/who.html", "search", status, terms=terms, choices=choices, fresh=fresh,
        asked_again=status != 200, drafts=[(draft, names.get(draft.holder, "")) for draft in drafts],
        crumbs=crumbs_of(terms), step_names=list_step_names(), name=name_of(terms),
        signing=signing.find_place(terms, timezone.now()) if is_enterprise else None,
    )  # fmt: skip


def _nobody(request: HttpRequest, terms: Terms, choices: Sequence[Choice]) -> HttpResponse:
    """Nobody in whose name it can be applied for: who is not known by name yet is told how to become so."""
    known = parties.find_own_party(actor_of(request).account) is not None  # type: ignore[arg-type]
    platform = settings.NATIONAL_PLATFORM_NAME if settings.NATIONAL_PLATFORM_ISSUER else ""
    return render_page(
        request, "cases/unverified.html", "search", 403, terms=terms, choices=choices, known=known, platform=platform,
        here=request.get_full_path(), crumbs=crumbs_of(terms), name=name_of(terms),
    )  # fmt: skip


def name_of(terms: Terms) -> str:
    return (get_language() == "en" and terms.name_en) or terms.name


def crumbs_of(terms: Terms) -> tuple[NavigationEntry, ...]:
    item = NavigationEntry(name_of(terms), reverse("item", kwargs={"code": terms.item}))
    return (NavigationEntry(_("首页"), reverse("home")), item, NavigationEntry(_("在线申请"), ""))
