"""我的档案 (一人一企一档): what the platform keeps about one person or enterprise, on one page, with the ways in."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.faces.portal.cases.mine import name_of
from tongban.faces.portal.cases.words import state_name
from tongban.faces.portal.licences import cards
from tongban.faces.portal.licences.people import crumbs, find_wallet
from tongban.faces.portal.shell import render_page
from tongban.faces.portal.signed_in import own_page
from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries import HolderFile
from tongban.registers.parties.rules import Link
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import OwnPage
from tongban.services.licences import queries as licences
from tongban.services.messages import queries as messages

SHOWN = 5


@require_safe
@own_page
def own_file(request: HttpRequest, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """Identity, licences, cases, materials, notices. An agent sees what the mandate covers."""
    wallet = find_wallet(request, actor, now)
    if wallet is None:
        return render_page(request, "licences/file.html", "me", wallet=None)
    lines = licences.list_held(wallet.party, actor=actor, now=now)
    names = cards.name_types(lines)
    held = [cards.card_of(line, now, names) for line in lines]
    is_own = wallet.acts.link is not Link.AGENT
    parts = parties.list_part_ids(wallet.party)
    stored = [file for part in parts for file in files.list_files(part)] if is_own else []
    page = _cases_of(wallet.party, actor, now)
    return render_page(
        request, "licences/file.html", "me", wallet=wallet, people=wallet.people("my_file"), is_own=is_own,
        identity=_identity(wallet.party, actor, now), held=held[:SHOWN], held_count=len(held),
        cases=[(case, name_of(case), state_name(case.state, case.outcome, case.clock)) for case in page.rows],
        case_count=sum(page.counts.values()), files=sorted(stored, key=lambda each: each.id, reverse=True)[:SHOWN],
        file_count=len(stored), letters=messages.list_notices(actor).received[:SHOWN] if is_own else (),
        english=get_language() == "en", crumbs=crumbs(wallet, _("我的档案")),
    )  # fmt: skip


def _identity(party: uuid.UUID, actor: Actor, now: dt.datetime) -> HolderFile | None:
    """None for an agent, who learns no more than the mandate says."""
    try:
        return parties.get_file(actor, party, now=now)
    except (NotFound, NotAllowed):
        return None


def _cases_of(party: uuid.UUID, actor: Actor, now: dt.datetime) -> OwnPage:
    try:
        return cases.list_mine(party, actor=actor, now=now, limit=SHOWN)
    except NotAllowed:
        return OwnPage((), "", {})
