"""What the platform has told me at my desk: marks of clocks, default grants, parcels that came back."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.ui.cursors import read_cursor, write_cursor
from tongban.services.messages import commands, queries
from tongban.services.messages.words import SMS_STATES

HERE = "workbench:messages"


@require_safe
@staff_page()
def messages(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    after = read_cursor(request.GET.get("after", ""))
    page = queries.list_staff_notices(desk.actor, after=after)
    shown: dict[str, Any] = {
        "received": page.received,
        "unread": sum(each.notice.read_at is None for each in page.received),
        "sms_states": SMS_STATES,
        "may_word": desk.actor.may_anywhere(queries.EDIT),
        "first_url": reverse(HERE) if after else "",
        "next_url": f"{reverse(HERE)}?{urlencode({'after': write_cursor(*page.next)})}" if page.next else "",
    }
    return render_desk(request, "messages/list.html", desk, now, HERE, **shown)


@require_safe
@staff_page()
def message(request: HttpRequest, notice: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One notice; opening it makes it read. Raises NotFound message.not_found."""
    if request.method == "GET":
        commands.mark_staff_read(notice_id=notice, by=desk.actor, now=now)
    found = queries.get_staff_notice(notice, actor=desk.actor)
    return render_desk(request, "messages/message.html", desk, now, HERE, received=found, sms_states=SMS_STATES)


@require_POST
@staff_page()
def read_all(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Everything is read; 303 to the list."""
    commands.mark_staff_all_read(by=desk.actor, now=now)
    return HttpResponseRedirect(reverse(HERE), status=303)
