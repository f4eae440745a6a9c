"""Claiming and refusing, the review desk, and how much of what is due has been claimed."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.items import words
from tongban.faces.workbench.items.pages import TEXT_AT_MOST, body_of, number_of
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, NotAllowed, NotFound
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import items, rates
from tongban.registers.orgs import queries as orgs
from tongban.registers.regions import queries as regions

CLAIM, REVIEW, RATES = "workbench:item_claim", "workbench:item_review", "workbench:claim_rates"
PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("catalogue.claim")
def claimable(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Leaves due to the body; posted, those picked are claimed. What is refused is told, the others stand."""
    body = body_of(request, desk)
    if body and orgs.find_organisation(body) is None:
        return _unknown(request, body, desk, now)
    if request.method == "POST":
        refused = 0
        for leaf in request.POST.getlist("row")[:PAGE]:
            try:
                commands.claim(leaf=leaf, organisation=body, by=desk.actor, now=now)
            except (Conflict, NotFound):  # the rows before it stand: the page says how many
                refused += 1
        return _back(CLAIM, body=body, claimed=len(request.POST.getlist("row")[:PAGE]) - refused, refused=refused)
    text, after, whole = request.GET.get("q", "")[:TEXT_AT_MOST], request.GET.get("after", ""), "all" in request.GET
    rows = (
        items.list_claimable(body, actor=desk.actor, at=now, text=text, whole=whole, after=after, limit=PAGE + 1)
        if body
        else []
    )
    asked = {"body": body, "q": text} | ({"all": "1"} if whole else {})
    more = urlencode(asked | {"after": rows[PAGE - 1].leaf}) if len(rows) > PAGE else ""
    shown: dict[str, Any] = {
        "body": body,
        "rows": rows[:PAGE],
        "text": text,
        "whole": whole,
        "here": reverse(CLAIM),
        "next_url": f"{reverse(CLAIM)}?{more}" if more else "",
        "claimed": request.GET.get("claimed", ""),
    }
    return render_desk(request, "items/claim.html", desk, now, CLAIM, **shown)


def _unknown(request: HttpRequest, body: str, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A sentence in place of a list: there is no such body."""
    return render_desk(request, "items/claim.html", desk, now, CLAIM, status=404, body="", unknown=body)


@require_POST
@staff_page("catalogue.claim")
def refuse(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The body refuses one leaf with a reason; 303 to the list. Raises what `refuse` raises."""
    body = body_of(request, desk)
    reason, leaf = request.POST.get("reason", ""), request.POST.get("leaf", "")
    commands.refuse(leaf=leaf, organisation=body, reason=reason, by=desk.actor, now=now)
    return _back(CLAIM, body=body)


@require_safe
@staff_page("catalogue.publish")
def review(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Submitted drafts and claimed items that wait for publication in the actor's scope."""
    claimed, after = request.GET.get("list") == "claimed", number_of(request.GET.get("after", ""))
    listed = items.list_publishable if claimed else items.list_submitted
    page = listed(actor=desk.actor, at=now, after=after)
    asked = {"list": "claimed"} if claimed else {}
    here = reverse(REVIEW)
    shown: dict[str, Any] = {
        "rows": page.rows,
        "claimed": claimed,
        "here": here,
        "next_url": f"{here}?{urlencode(asked | {'after': page.next})}" if page.next else "",
        "published": request.GET.get("published", ""),
        "left": request.GET.get("left", ""),
        "element_name": words.element_name,
    }
    return render_desk(request, "items/review.html", desk, now, REVIEW, **shown)


@require_POST
@staff_page("catalogue.publish")
def publish(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The rows picked are published, each by itself; those that cannot be are counted with the first reason."""
    published, left = 0, ""
    for picked in request.POST.getlist("row")[:PAGE]:
        try:
            _publish(picked, desk, now)
            published += 1
        except DomainError as refusal:
            left = left or words.say_refusal(refusal)[1]
    return _back(REVIEW, published=published, left=left, list=request.POST.get("list", ""))


def _publish(picked: str, desk: Desk, now: dt.datetime) -> None:
    """A number is an item with a draft, a longer text the code of a claimed one."""
    if picked.isdecimal() and len(picked) < 16:
        commands.publish_draft(item=int(picked), by=desk.actor, now=now)
    else:
        commands.publish(item=picked, by=desk.actor, now=now)


@require_safe
@staff_page("catalogue.read")
def rates_page(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Claim rates of a region: below it, its bodies, their refusals. Raises NotAllowed outside the actor's scope."""
    region = request.GET.get("region") or desk.post.region
    body = request.GET.get("body", "") or (desk.actor.organisation or "" if "region" not in request.GET else "")
    seen: dict[str, Any] = {"at": now, "actor": desk.actor}
    path = regions.list_path(region)
    if not path:
        raise NotAllowed("catalogue.not_allowed")
    past_body, past_refusal = request.GET.get("bodies", ""), number_of(request.GET.get("refusals", ""))
    paged = {**seen, "limit": PAGE + 1}
    bodies = [] if body else rates.list_body_rates(region, after=past_body, **paged)
    refusals = rates.list_refusals(region="" if body else region, organisation=body, after=past_refusal, **paged)
    here = f"{reverse(RATES)}?{urlencode({'region': region, 'body': body})}"
    names = {place.code: place.name for place in (*path, *regions.list_children(region))}
    shown: dict[str, Any] = {
        "region": path[-1],
        "body": body,
        "total": rates.claim_rate(region="" if body else region, organisation=body, **seen),
        "parts": [] if body else rates.list_region_rates(region, **seen),
        "bodies": bodies[:PAGE],
        "refusals": refusals[:PAGE],
        "more_bodies": f"{here}&{urlencode({'bodies': bodies[PAGE - 1].organisation})}" if len(bodies) > PAGE else "",
        "more_refusals": f"{here}&{urlencode({'refusals': refusals[PAGE - 1].item})}" if len(refusals) > PAGE else "",
        "first_url": here if past_body or past_refusal else "",
        "names": names,
        "here": reverse(RATES),
    }
    return render_desk(request, "items/rates.html", desk, now, RATES, **shown)


def _back(address: str, **asked: str | int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(address)}?{urlencode(asked)}", status=303)
