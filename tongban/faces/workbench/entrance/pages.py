"""Choosing the post one acts in."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tongban.faces.workbench.shell import POST_KEY, Desk, post_name, render_desk, role_name, staff_page
from tongban.foundation.kernel.errors import NotFound
from tongban.registers.access import queries as posts


@require_safe
@staff_page()
def desk_page(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    held = [(post, post_name(post), post == desk.post) for post in desk.posts]
    role = role_name(desk.post.role)
    return render_desk(request, "entrance/desk.html", desk, now, "workbench:desk", posts=held, role=role)


@require_POST
@staff_page()
def take_post(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """From now on this session acts in the post. Raises NotFound post_unknown for any but one's own."""
    try:
        wanted = uuid.UUID(request.POST.get("post", ""))
    except ValueError as nothing:
        raise NotFound("post_unknown") from nothing
    session_post = posts.get_post(desk.account, wanted, today=timezone.localdate(now))
    request.session[POST_KEY] = str(session_post.id)
    request.session.cycle_key()  # another role, another session id
    return HttpResponseRedirect(reverse("workbench:mine"), status=303)
