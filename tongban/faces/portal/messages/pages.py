"""What the platform has told me: a list with the unread ones marked, one notice, and all read at once."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.portal.shell import render_page
from tongban.faces.portal.signed_in import own_page
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.ui.cursors import read_cursor, write_cursor
from tongban.services.messages import commands, queries
from tongban.services.messages.words import SMS_STATES

HERE = "my_messages"


@require_safe
@own_page
def my_messages(request: HttpRequest, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    after = read_cursor(request.GET.get("after", ""))
    page = queries.list_notices(actor, after=after)
    context: dict[str, Any] = {
        "received": page.received,
        "unread": sum(each.notice.read_at is None for each in page.received),
        "first_url": reverse(HERE) if after else "",
        "next_url": f"{reverse(HERE)}?{urlencode({'after': write_cursor(*page.next)})}" if page.next else "",
    }
    return render_page(request, "messages/list.html", HERE, **context)


@require_safe
@own_page
def message(request: HttpRequest, notice: uuid.UUID, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """One notice; opening it makes it read. Raises NotFound message.not_found."""
    if request.method == "GET":
        commands.mark_read(notice_id=notice, by=actor, now=now)
    found = queries.get_notice(notice, actor=actor)
    return render_page(request, "messages/message.html", HERE, received=found, sms_states=SMS_STATES)


@require_POST
@own_page
def read_all(request: HttpRequest, *, actor: Actor, now: dt.datetime) -> HttpResponse:
    """Everything is read; 303 to the list."""
    commands.mark_all_read(by=actor, now=now)
    return HttpResponseRedirect(reverse(HERE), status=303)
