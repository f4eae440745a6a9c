"""亮码: for which item, then the code on the screen; it changes by itself until it is scanned or taken back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.portal.licences.people import Wallet, crumbs, get_wallet
from tongban.faces.portal.licences.wallet import PLACE
from tongban.faces.portal.shell import chosen_place, render_page
from tongban.faces.portal.signed_in import own_page
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue.queries import search as items
from tongban.registers.catalogue.queries.terms import Terms, find_terms
from tongban.services.cases import queries as cases
from tongban.services.licences import commands, queries
from tongban.services.licences.rules.fetching import list_needed

TEXT_AT_MOST = 60
SHOWN = 8
EARLY = 5
"""Seconds before the end of a code at which the screen asks for the next one."""


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def show(request: HttpRequest, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """For which item; told, the code. A POST of the page's own form brings the next one."""
    wallet = get_wallet(request, actor, now)
    if request.method != "POST":
        return _choose(request, wallet, actor, now)
    begun = _begun(request, now)
    scanned = queries.list_scans(wallet.party, since=begun, actor=actor, now=now)
    if scanned and "again" not in request.POST:
        return _scanned(request, wallet, scanned)
    return _show(request, wallet, begun if "again" not in request.POST else now, actor, now)


@require_safe
@own_page
def scans(request: HttpRequest, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """Asked by the page every few seconds: 204 until somebody has scanned, then what they have."""
    wallet = get_wallet(request, actor, now)
    found = queries.list_scans(wallet.party, since=_begun(request, now), actor=actor, now=now)
    return _scanned(request, wallet, found) if found else HttpResponse(status=204)


@require_POST
@own_page
def take_back(request: HttpRequest, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """No code of this wallet opens anything; 303 to where one began."""
    wallet = get_wallet(request, actor, now)
    commands.take_back(holder=wallet.party, by=actor, now=now)
    return HttpResponseRedirect(f"{reverse('my_code')}?for={wallet.party}&taken_back=1", status=303)


@require_safe
def elsewhere(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever opens a code with a camera of their own is told what it is for. Nothing is looked up, nothing used up."""
    response = render_page(request, "licences/elsewhere.html", PLACE)
    response["Cache-Control"] = "no-store"
    return response


def _choose(request: HttpRequest, wallet: Wallet, actor: Actor, now: dt.datetime) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").split())[:TEXT_AT_MOST]
    held = queries.list_held(wallet.party, actor=actor, now=now)
    return render_page(
        request, "licences/show.html", PLACE, wallet=wallet, people=wallet.people("my_code"), text=text,
        begun=_list_begun(wallet, actor, now), hits=_find(request, text, now) if text else (),
        asked=bool(text), types=list(dict.fromkeys(line.type_name for line in held)),
        taken_back="taken_back" in request.GET, english=get_language() == "en", crumbs=crumbs(wallet, _("亮码")),
    )  # fmt: skip


def _list_begun(wallet: Wallet, actor: Actor, now: dt.datetime) -> list[tuple[str, str]]:
    """Items that this wallet's owner is writing an application for: they are the likeliest at the window."""
    drafts = cases.list_drafts(wallet.party, actor=actor, now=now)
    english = get_language() == "en"
    named = {
        each.item: str((english and each.content.get("name_en")) or each.content.get("name") or each.item)
        for each in drafts
    }
    return list(named.items())[:SHOWN]


def _find(request: HttpRequest, text: str, now: dt.datetime) -> Sequence[Any]:
    place = chosen_place(request)
    return items.search(text=text, region=place.code if place else None, limit=SHOWN, at=now).hits


def _show(request: HttpRequest, wallet: Wallet, begun: dt.datetime, actor: Actor, now: dt.datetime) -> HttpResponse:
    terms = find_terms(request.POST.get("item", ""), at=now)
    types = tuple(request.POST.getlist("types"))
    code = commands.show_code(
        holder=wallet.party, item=terms.item if terms else "", types=() if terms else types, by=actor, now=now
    )
    shown, missing = _say_what(wallet, terms, types, actor, now)
    seconds = round((code.renew_at - now).total_seconds())
    context: dict[str, Any] = {
        "wallet": wallet, "address": request.build_absolute_uri(reverse("shown_code", args=[code.token])),
        "digits": code.digits, "seconds": seconds,
        "renew_in": max(1, seconds - EARLY), "shown": shown, "missing": missing, "types": types,
        "item": terms.item if terms else "", "item_name": _name(terms), "begun": begun.isoformat(),
    }  # fmt: skip
    template = "licences/_code.html" if request.headers.get("HX-Request") else "licences/code.html"
    return render_page(request, template, PLACE, crumbs=crumbs(wallet, _("亮码")), **context)


def _say_what(
    wallet: Wallet, terms: Terms | None, types: Sequence[str], actor: Actor, now: dt.datetime
) -> tuple[list[str], list[str]]:
    """The types that the window will get, and those it needs and the holder does not have."""
    if terms is None:
        return list(types), []
    needed = list_needed(terms.materials)
    held = {line.type_name for line in queries.find_current(wallet.party, needed, now=now).values()}
    return [name for name in needed if name in held], [name for name in needed if name not in held]


def _scanned(request: HttpRequest, wallet: Wallet, found: Sequence[queries.LookUpLine]) -> HttpResponse:
    template = "licences/_scanned.html" if request.headers.get("HX-Request") else "licences/scanned.html"
    return render_page(request, template, PLACE, wallet=wallet, looks=found, crumbs=crumbs(wallet, _("亮码")))


def _name(terms: Terms | None) -> str:
    if terms is None:
        return ""
    return (get_language() == "en" and terms.name_en) or terms.name


def _begun(request: HttpRequest, now: dt.datetime) -> dt.datetime:
    """Since when this screen shows codes; a page that says nothing readable begins now."""
    told = request.POST.get("begun") or request.GET.get("begun", "")
    try:
        begun = parse_datetime(told)
    except ValueError:
        begun = None
    return begun if begun is not None and begun.tzinfo is not None and begun <= now else now
