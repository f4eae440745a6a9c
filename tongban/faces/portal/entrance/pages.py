"""The page about oneself."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.faces.portal.cases.mine import get_brief
from tongban.faces.portal.cases.people import actor_of, entered_for, find_acts
from tongban.faces.portal.shell import render_page


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('sign_in')}?next={reverse('me')}", status=303)
    acting = entered_for(request)
    acts = find_acts(actor_of(request), acting, now=timezone.now()) if acting else None
    return render_page(request, "entrance/me.html", "me", brief=get_brief(request), acts=acts)
