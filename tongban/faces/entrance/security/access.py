"""Pages about oneself: only for whoever is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from tongban.faces.entrance.shell import audience_of, sign_in_path
from tongban.registers.access.queries import Account


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets `account`; without a session one is sent to sign in and comes back."""

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, **names: Any) -> HttpResponse:
        if not isinstance(request.user, Account):
            here = {"next": request.get_full_path()} if request.method in ("GET", "HEAD") else {}
            sign_in = sign_in_path(names.get("audience") or audience_of(request))
            return HttpResponseRedirect(f"{sign_in}?{urlencode(here)}", status=303)
        return view(request, account=request.user, **names)

    return opened
