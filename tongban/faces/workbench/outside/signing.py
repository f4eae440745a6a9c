"""The simulated electronic business licence: what scanning a code shows on a phone, and the answer's way to us.

The page is phone and network at once: the simulated platform signs, and what it sends goes through the same seam as a
real platform's answer would. Nothing here opens a session or decides anything.
"""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.foundation.kernel.errors import DomainError, NotFound, Unavailable
from tongban.foundation.outside import commands as outside
from tongban.foundation.outside import queries as simulated
from tongban.foundation.outside.commands import Envelope
from tongban.foundation.ui.words import words_for
from tongban.registers.signatures import commands, queries
from tongban.registers.signatures.queries import Shown

ROLES = {"representative": gettext_lazy("法定代表人（负责人）"), "agent": gettext_lazy("办事人")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Shows what is to be signed and by whom it can be; posted, the platform answers. Not there in production."""
    simulated.check_simulated()
    now = timezone.now()
    shown = queries.get_shown(request_id, now=now)
    told: list[tuple[str, str]] = []
    if request.method == "POST":
        told = _confirm(shown, request.POST.get("who", ""), now)
        shown = queries.get_shown(request_id, now=now)
    signers = [
        (f"{each.code}/{number}", each.name, ROLES.get(person["role"], person["role"]), person["name"])
        for each in simulated.list_signers()
        for number, person in enumerate(each.people)
    ]
    context: dict[str, Any] = {"shown": shown, "signers": signers, "told": told, "now": now, "today": now}
    return render(request, "workbench/outside/sign.html", context)


def _confirm(shown: Shown, who: str, now: dt.datetime) -> list[tuple[str, str]]:
    """What the platform sent and what was answered to each, in words."""
    code, _slash, person = who.partition("/")
    try:
        sent = outside.confirm(
            key=str(shown.id), subject=shown.title, statement=shown.statement, signer=code,
            person=int(person) if person.isascii() and person.isdecimal() and len(person) < 4 else -1, now=now,
        )  # fmt: skip
    except (NotFound, Unavailable) as refusal:
        return [("late", " ".join(map(str, words_for(refusal)[:2])))]
    return [_deliver(each, now) for each in sent] or [("warn", _("已经签名，平台还没有送出；再按一次就送。"))]


def _deliver(envelope: Envelope, now: dt.datetime) -> tuple[str, str]:
    try:
        commands.receive_answer(body=envelope.body, signature=envelope.signature, now=now)
    except DomainError as refusal:
        title, cause, _advice = words_for(refusal)
        return "late", f"{title}{_('：')}{cause}"
    return "", _("已确认。请回到原来的页面。")
