"""Pages that belong to whoever is signed in: they get the actor, visitors are asked in first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from tongban.registers.access import queries as access
from tongban.registers.access.queries import Account

Page = Callable[..., HttpResponse]


def own_page(view: Page) -> Page:
    """The view gets `actor` (a citizen without grants) and `now` as keywords. Without a session one signs in first."""

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, *parts: Any, **names: Any) -> HttpResponse:
        if not isinstance(request.user, Account):
            here = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("me")
            return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode({'next': here})}", status=303)
        return view(request, *parts, actor=access.actor_for(request.user), now=timezone.now(), **names)

    return opened
