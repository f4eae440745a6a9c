"""The one place where a browser session becomes an account's and ends; both sign-in pages come through here.

The session id changes at sign-in, so a cookie planted before is worth nothing; signing out empties the session.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest

from tongban.registers.access import commands
from tongban.registers.access.models import Account
from tongban.registers.access.rules import client_address

LASTS = dt.timedelta(hours=12)


def open_session(request: HttpRequest, *, phone: str, password: str, now: dt.datetime) -> Account:
    """The session belongs to the account for twelve hours. Raises what `commands.sign_in` raises."""
    address = client_address(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES
    )
    allowed = not settings.PRODUCTION
    account = commands.sign_in(phone=phone, password=password, address=address, samples_allowed=allowed, now=now)
    login(request, account)
    request.session.set_expiry(LASTS)
    return account


def close_session(request: HttpRequest, *, now: dt.datetime) -> None:
    """Nobody is signed in any more; without a session nothing happens."""
    if isinstance(request.user, Account):
        commands.record_sign_out(request.user, now=now)
    logout(request)
