"""我的证照: every licence one holds, one of them whole with its files, who looked at them, what one has agreed to."""

import datetime as dt
import uuid
from collections import Counter

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.portal.licences import cards
from tongban.faces.portal.licences.files import MEDIA, answer_with
from tongban.faces.portal.licences.people import FOR, Wallet, crumbs, find_wallet, get_wallet
from tongban.faces.portal.shell import render_page
from tongban.faces.portal.signed_in import own_page
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.services.licences import commands, queries
from tongban.services.licences.rules.life import LIVING

PLACE = "my_licences"
RECENT = 5


@require_safe
@own_page
def my_licences(request: HttpRequest, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """One's own and those of enterprises one represents, or one party's; what holds first, then what has ended."""
    wallet = find_wallet(request, actor, now)
    if wallet is None:
        return render_page(request, "licences/mine.html", PLACE, wallet=None)
    opened = [wallet] if request.GET.get(FOR) else wallet.list_own()
    held = [(each, line) for each in opened for line in queries.list_held(each.party, actor=actor, now=now)]
    names = cards.name_types(line for _each, line in held)
    shown = [(cards.card_of(line, now, names), each.url("my_licence", licence=line.id)) for each, line in held]
    alike = Counter((line.holder, line.type_code) for _each, line in held)
    looks = [look for each in opened for look in _list_recent(each, actor, now)]
    return render_page(
        request, "licences/mine.html", PLACE, wallet=wallet, people=wallet.people(PLACE), crumbs=crumbs(wallet),
        looks=sorted(looks, key=lambda look: look.at, reverse=True)[:RECENT], english=get_language() == "en",
        holding=[(card, url) for card, url in shown if card.line.state in LIVING], is_everybodys=len(opened) > 1,
        ended=[(card, url) for card, url in shown if card.line.state not in LIVING], refusals=cards.say_refusals(),
        numbered={line.id for _each, line in held if alike[line.holder, line.type_code] > 1},
        unsealed=cards.say_unsealed(),
    )  # fmt: skip


def _list_recent(wallet: Wallet, actor: Actor, now: dt.datetime) -> tuple[queries.LookUpLine, ...]:
    return queries.list_look_ups(wallet.party, actor=actor, now=now, limit=RECENT)[0]


@require_safe
@own_page
def licence(request: HttpRequest, licence: uuid.UUID, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """One licence whole: the card, its files, the code that anybody can check it by, who looked, copies."""
    view = queries.get_licence(licence, actor=actor, now=now)
    wallet = get_wallet(request, actor, now)
    looks, _more = queries.list_look_ups(view.line.holder, licence=licence, actor=actor, now=now, limit=RECENT)
    return render_page(
        request, "licences/licence.html", PLACE, view=view, line=view.line, card=cards.draw(view, now), wallet=wallet,
        looks=looks, english=get_language() == "en", crumbs=crumbs(wallet, view.line.type_name),
        copies=queries.list_copies(licence, actor=actor, now=now),
        refusals=cards.say_refusals(), operations=cards.say_operations(),
        check_url=_code_of(view, now),
    )  # fmt: skip


@require_safe
@own_page
def licence_file(
    request: HttpRequest, licence: uuid.UUID, form: str, *, actor: Actor, now: dt.datetime
) -> HttpResponse:
    """The sealed document, to keep. 404 while the licence is data only."""
    if form not in MEDIA:
        raise NotFound("licence.not_found")
    return answer_with(*queries.open_file(licence, form, actor=actor, now=now), form)


@require_safe
@own_page
def looks(request: HttpRequest, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """Everybody who looked, newest first; of one licence with `licence`."""
    wallet = get_wallet(request, actor, now)
    found, after = queries.list_look_ups(
        wallet.party, licence=_read_id(request.GET.get("licence", "")), after=request.GET.get("after", ""),
        actor=actor, now=now,
    )  # fmt: skip
    query = request.GET.copy()
    query["after"] = after
    return render_page(
        request, "licences/looks.html", PLACE, wallet=wallet, people=wallet.people("my_licence_looks"), looks=found,
        next_url=f"?{query.urlencode()}" if after else "", english=get_language() == "en",
        refusals=cards.say_refusals(), crumbs=crumbs(wallet, _("谁看过")),
    )  # fmt: skip


@require_safe
@own_page
def consents(request: HttpRequest, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """What was agreed to; what still stands can be taken back."""
    wallet = get_wallet(request, actor, now)
    return render_page(
        request, "licences/consents.html", PLACE, wallet=wallet, people=wallet.people("my_consents"),
        consents=queries.list_consents(wallet.party, actor=actor, now=now), english=get_language() == "en",
        withdrawn="withdrawn" in request.GET, crumbs=crumbs(wallet, _("我同意过的")),
    )  # fmt: skip


@require_POST
@own_page
def withdraw(request: HttpRequest, consent: uuid.UUID, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """Taken back; 303 to the others."""
    row = commands.withdraw_consent(consent_id=consent, by=actor, now=now)
    return HttpResponseRedirect(f"{reverse('my_consents')}?for={row.holder_id}&withdrawn=1", status=303)


def _code_of(view: queries.LicenceView, now: dt.datetime) -> str:
    found = queries.find_public(view.line.identifier, now=now)
    return queries.write_code(found, ofd_digest=view.ofd_digest) if found else ""


def _read_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
