"""Who may do what where: roles against actions, who holds posts, one person's posts and what could be added."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tongban.faces.workbench.access.names import (
    FACES,
    Names,
    group_name,
    is_found,
    name_of,
    place_within,
    places_from,
    shown_post,
)
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import DomainError
from tongban.foundation.ui.words import words_for
from tongban.registers.access import queries as access
from tongban.registers.orgs import queries as orgs

READ, APPOINT, CLOSE = "access.read", "access.appoint", "access.close_account"
MATRIX, HOLDERS = "workbench:access_matrix", "workbench:access_holders"
BODIES = 300
TEXT = 60


@require_safe
@staff_page(READ)
def matrix(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Roles against actions, narrowed by face, role and action."""
    asked = {name: request.GET.get(name, "") for name in ("face", "role", "action")}
    roles = [
        role
        for role in access.list_roles().values()
        if asked["face"] in ("", role.face)
        and asked["role"] in ("", role.code)
        and (not asked["action"] or asked["action"] in role.actions)
    ]
    actions = access.list_actions()
    columns = [action for action in actions.values() if asked["action"] in ("", action.code)]
    shown: dict[str, Any] = {
        "asked": asked,
        "faces": [("", ""), *FACES.items()],
        "role_names": [("", ""), *((role.code, name_of(role)) for role in access.list_roles().values())],
        "action_names": [("", ""), *((action.code, name_of(action)) for action in actions.values())],
        "columns": [(action.code, name_of(action)) for action in columns],
        "rows": [(role, name_of(role), group_name(role.group), FACES[role.face]) for role in roles],
        "separations": [name_of(rule) for rule in access.list_separations()],
    }
    return render_desk(request, "access/matrix.html", desk, now, MATRIX, **shown)


@require_safe
@staff_page(READ)
def holders(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Accounts with posts in a region's subtree, fifty at a time."""
    region = place_within(request.GET.get("region", ""), desk.post.region)
    role = request.GET.get("role", "") if request.GET.get("role", "") in access.list_roles() else ""
    text, after = request.GET.get("q", "")[:TEXT], request.GET.get("after", "")
    page = access.list_holders(region, by=desk.actor, today=timezone.localdate(now), role=role, text=text, after=after)
    here = f"{reverse(HOLDERS)}?{urlencode({'region': region, 'role': role, 'q': text})}"
    names = Names()
    shown: dict[str, Any] = {
        "region": region,
        "role": role,
        "text": text,
        "places": places_from(desk.post.region, region),
        "role_names": [("", ""), *((row.code, name_of(row)) for row in access.list_roles().values() if row.appointed)],
        "rows": [(one.account, [shown_post(post, names) for post in one.posts]) for one in page.holders],
        "may_appoint": desk.actor.may_anywhere(APPOINT),
        "unknown": request.GET.get("unknown") == "1",
        "first_url": here if after else "",
        "next_url": f"{here}&{urlencode({'after': page.next})}" if page.next else "",
    }
    return render_desk(request, "access/holders.html", desk, now, HOLDERS, **shown)


@require_safe
@staff_page(READ)
def holder(request: HttpRequest, account: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    return holder_page(request, account, desk, now)


def holder_page(
    request: HttpRequest, account: uuid.UUID, desk: Desk, now: dt.datetime, refusal: DomainError | None = None
) -> HttpResponse:
    """One account's posts, and what it could be appointed to at the place chosen; `refusal` is told at the top."""
    asked = request.POST if request.method == "POST" else request.GET
    token, today = asked.get("found", ""), timezone.localdate(now)
    one = access.get_holder(account, by=desk.actor, today=today, found=is_found(token, account))
    region = place_within(asked.get("region", ""), desk.post.region)
    body = desk.actor.organisation or asked.get("organisation", "")
    bodies = orgs.list_in_region(region, limit=BODIES)
    body = body if body in {place.code for place in bodies} else desk.actor.organisation or ""
    names = Names()
    shown: dict[str, Any] = {
        "holder": one.account,
        "rows": [_with_rights(shown_post(post, names), desk) for post in one.posts],
        "found": token,
        "region": region,
        "body": body,
        "places": places_from(desk.post.region, region),
        "bodies": [("", ""), *((place.code, place.name) for place in bodies)],
        "day": today,
        "done": request.GET.get("done", ""),
        "refusal": words_for(refusal) if refusal else None,
        "may_close": desk.actor.may_anywhere(CLOSE),
        **_choices(one.account.id, region, body, desk, today),
    }
    return render_desk(request, "access/holder.html", desk, now, HOLDERS, 409 if refusal else 200, **shown)


def _with_rights(row: dict[str, Any], desk: Desk) -> dict[str, Any]:
    post = row["post"]
    actions = [name_of(access.list_actions()[code]) for code in access.get_role(post.role).actions]
    return row | {
        "actions": actions,
        "may_end": desk.actor.may(APPOINT, post.region, post.organisation or None) and post.ends_on is None,
    }


def _choices(account: uuid.UUID, region: str, body: str, desk: Desk, today: dt.date) -> dict[str, Any]:
    """The roles that may be given there, and for each other one the reason."""
    if not desk.actor.may_anywhere(APPOINT):
        return {"may_appoint": False, "open_roles": [], "closed_roles": [], "against_all": None}
    try:
        refusals = access.list_refusals(account, region, body, by=desk.actor, today=today)
    except DomainError as refusal:
        return {"may_appoint": True, "open_roles": [], "closed_roles": [], "against_all": words_for(refusal)}
    names = {code: name_of(access.get_role(code)) for code in refusals}
    return {
        "may_appoint": True,
        "against_all": None,
        "open_roles": [(code, names[code]) for code, why in refusals.items() if why is None],
        "closed_roles": [(names[code], words_for(why)) for code, why in refusals.items() if why is not None],
    }
