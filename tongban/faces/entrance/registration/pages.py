"""Registering as a citizen, after the phone was proven by a code."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tongban.faces.entrance import opening, steps
from tongban.faces.entrance.codes.pages import check_same, told
from tongban.faces.entrance.shell import PORTAL, render_page
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.registers.access import commands as access
from tongban.registers.access.errors import account_refused
from tongban.registers.access.rules import RealNameLevel


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    proven = steps.find(request, steps.PHONE_PROVEN)
    if proven is None:
        return HttpResponseRedirect(reverse("sign_in"), status=303)
    if request.method != "POST":
        return _form(request, proven["phone"])
    try:
        password, now = request.POST.get("password", ""), timezone.now()
        check_same(password, request.POST.get("again", ""))
        if request.POST.get("consent") != "yes":
            raise account_refused({"consent": ["consent_missing"]})
        account = access.register(
            phone=proven["phone"],
            name=request.POST.get("name", ""),
            password=password or None,
            level=RealNameLevel.PHONE,
            now=now,
        )
    except Invalid as refusal:
        return _form(request, proven["phone"], told(refusal))
    except Conflict as refusal:
        return render_page(request, "failed.html", PORTAL, refusal=refusal)
    return opening.admit(request, account, method="registration", target=proven["next"], now=now)


def _form(request: HttpRequest, phone: str, faults: dict[str, str] | None = None) -> HttpResponse:
    name = request.POST.get("name", "")[:80]
    status = 422 if faults else 200
    return render_page(request, "register.html", PORTAL, status=status, phone=phone, name=name, faults=faults or {})
