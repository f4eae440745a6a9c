"""Programs that call the API: which there are, admitting one, its keys, each shown once, and closing it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.access.names import Names, found_token, place_within, places_from, shown_post
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.ui.forms import ErrorLine
from tongban.registers.access import commands, queries
from tongban.registers.access.rules.roles import CLIENTS

PLACE = "workbench:clients"
PAGE, TEXT = 50, 60
KEPT_DAYS = (0, 1, 7, 30)
LABELS = {"name": _("名称"), "share": _("份额")}
FAULTS = {
    "name_missing": _("请填写名称。"),
    "name_too_long": _("名称最多 60 个字，不能有换行。"),
    "out_of_range": _("请填 1 至 100 的整数。"),
}


@require_safe
@staff_page(CLIENTS)
def clients(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Open clients of a region's subtree, by name, each with its newest key."""
    region = place_within(request.GET.get("region", ""), desk.post.region)
    text = request.GET.get("q", "").strip().replace("\0", "")[:TEXT]
    start = _whole(request.GET.get("from", ""))
    rows = queries.list_clients(region, by=desk.actor, text=text, start=start, limit=PAGE + 1)
    keys, names = queries.list_keys(rows[:PAGE]), Names()
    here = f"{reverse(PLACE)}?{urlencode({'region': region, 'q': text})}"
    shown: dict[str, Any] = {
        "rows": [
            (row, names.region(row.region), [key for key in keys[row.id] if key.opens(now)]) for row in rows[:PAGE]
        ],
        "region": region, "text": text, "places": places_from(desk.post.region, region),
        "done": request.GET.get("done", ""),
        "first_url": here if start else "",
        "next_url": f"{here}&{urlencode({'from': start + PAGE})}" if rows[PAGE:] else "",
    }  # fmt: skip
    return render_desk(request, "clients/list.html", desk, now, PLACE, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CLIENTS)
def new(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Admits a program with an account of its own; 303 to its page, where it gets a key."""
    sent = request.POST.dict() if request.method == "POST" else {}
    if request.method != "POST":
        return _form(request, desk, now, sent, {})
    region = place_within(sent.get("region", ""), desk.post.region)
    try:
        made = commands.admit_client(
            name=sent.get("name", "")[:200], region=region, share=_whole(sent.get("share", "")), by=desk.actor, now=now
        )
    except Invalid as refused:
        faults = {name: str(FAULTS.get(codes[0], FAULTS["out_of_range"])) for name, codes in refused.fields.items()}
        return _form(request, desk, now, sent, faults)
    return HttpResponseRedirect(reverse("workbench:client", kwargs={"client": made.id}) + "?done=admitted", status=303)


@require_safe
@staff_page(CLIENTS)
def one(request: HttpRequest, client: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    return _page(request, client, desk, now)


@require_POST
@staff_page(CLIENTS)
def make_key(request: HttpRequest, client: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The page with the new key on it, this once; it is stored nowhere. Raises NotAllowed for a person's client."""
    queries.get_client(client, by=desk.actor)
    days = _whole(request.POST.get("keep", ""))
    keep = dt.timedelta(days=days if days in KEPT_DAYS else 0)
    return _page(request, client, desk, now, commands.make_key(client, by=desk.actor, now=now, keep=keep))


@require_POST
@staff_page(CLIENTS)
def close(request: HttpRequest, client: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """None of its keys opens anything any more; 303 to the list."""
    queries.get_client(client, by=desk.actor)
    commands.close_client(client, by=desk.actor, now=now)
    return HttpResponseRedirect(f"{reverse(PLACE)}?done=closed", status=303)


def _page(request: HttpRequest, client_id: uuid.UUID, desk: Desk, now: dt.datetime, key: str = "") -> HttpResponse:
    client, names = queries.get_client(client_id, by=desk.actor), Names()
    keys = queries.list_keys([client])[client.id]
    posts = queries.list_posts(client.account, today=timezone.localdate(now))
    account = reverse("workbench:access_holder", kwargs={"account": client.account_id})
    shown: dict[str, Any] = {
        "client": client, "key": key, "done": request.GET.get("done", ""), "region_name": names.region(client.region),
        "open_keys": [each for each in keys if each.opens(now)],
        "past_keys": [each for each in keys if not each.opens(now)],
        "posts": [shown_post(post, names) for post in posts],
        "account_url": f"{account}?{urlencode({'found': found_token(client.account_id), 'region': client.region})}",
        "may_appoint": desk.actor.may_anywhere("access.appoint"),
        "may_make_key": client.made_account or desk.account.id == client.account_id, "kept_days": KEPT_DAYS,
    }  # fmt: skip
    return render_desk(request, "clients/one.html", desk, now, PLACE, **shown)


def _form(
    request: HttpRequest, desk: Desk, now: dt.datetime, sent: Mapping[str, str], told: Mapping[str, str]
) -> HttpResponse:
    region = place_within(sent.get("region", request.GET.get("region", "")), desk.post.region)
    shown: dict[str, Any] = {
        "sent": sent, "told": told, "labels": LABELS, "region": region, "places": places_from(desk.post.region, region),
        "errors": [ErrorLine(name, str(LABELS[name]), text) for name, text in told.items() if name in LABELS],
    }  # fmt: skip
    return render_desk(request, "clients/new.html", desk, now, PLACE, 422 if told else 200, **shown)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
