"""One's own security: open sessions, password, second factor, national identity."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.entrance.codes.pages import check_same, told
from tongban.faces.entrance.opening import address_of
from tongban.faces.entrance.security.access import own_page
from tongban.faces.entrance.shell import WORKBENCH, audience_of, remember_audience, render_page
from tongban.foundation.kernel.errors import Invalid, NotAllowed, Unavailable
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.access.queries import Account
from tongban.registers.access.rules import RealNameLevel
from tongban.registers.entry import commands as entry
from tongban.registers.entry import queries as entries

METHODS = {
    "password": _("密码"),
    "code": _("短信验证码"),
    "identity": _("统一身份认证"),
    "registration": _("注册"),
}
LEVELS = {
    RealNameLevel.NONE: _("还没有核实"),
    RealNameLevel.PHONE: _("手机号已核实"),
    RealNameLevel.REAL_NAME: _("实名已核实"),
    RealNameLevel.IN_PERSON: _("本人到场核实"),
}


@require_safe
@own_page
def security(request: HttpRequest, account: Account, audience: str) -> HttpResponse:
    remember_audience(request, audience)
    now = timezone.now()
    current = request.entry_session  # type: ignore[attr-defined]
    sessions = [
        (session, METHODS.get(session.method, session.method), session.id == current.id)
        for session in entries.list_sessions(account.id, now=now)
    ]
    return render_page(
        request,
        "security.html",
        audience,
        account=account,
        sessions=sessions,
        second_factor=entries.has_second_factor(account.id),
        level=LEVELS[accounts.real_name_level(account)],
        identity=entries.find_identity(account.id),
        platform=settings.NATIONAL_PLATFORM_NAME if settings.NATIONAL_PLATFORM_ISSUER else "",
        today=now,
    )


@require_POST
@own_page
def end_session(request: HttpRequest, account: Account, session: uuid.UUID) -> HttpResponse:
    entry.end_session(session_id=session, by=accounts.actor_for(account), now=timezone.now())
    return _back(request)


@require_POST
@own_page
def end_others(request: HttpRequest, account: Account) -> HttpResponse:
    keep = request.entry_session.id  # type: ignore[attr-defined]
    by = accounts.actor_for(account)
    entry.end_other_sessions(account_id=account.id, keep=keep, by=by, now=timezone.now())
    return _back(request)


@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def password(request: HttpRequest, account: Account) -> HttpResponse:
    """A new password against the old one, where there is one; every other session ends."""
    has_password = account.has_usable_password()
    if request.method != "POST":
        return render_page(request, "password.html", faults={}, has_password=has_password)
    wanted, now, by = request.POST.get("password", ""), timezone.now(), accounts.actor_for(account)
    try:
        if has_password:
            old = request.POST.get("old", "")
            access.check_password_of(account, password=old, address=address_of(request), now=now)
        check_same(wanted, request.POST.get("again", ""))
        access.set_password(account_id=account.id, password=wanted, by=by, now=now)
    except Invalid as refusal:
        return render_page(request, "password.html", faults=told(refusal), status=422, has_password=has_password)
    except (NotAllowed, Unavailable) as refusal:
        return render_page(request, "password.html", refusal=refusal, faults={}, has_password=has_password)
    keep = request.entry_session.id  # type: ignore[attr-defined]
    entry.end_other_sessions(account_id=account.id, keep=keep, by=by, now=now)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    name = "staff_security" if audience_of(request) == WORKBENCH else "security"
    return HttpResponseRedirect(reverse(name), status=303)
