"""What a visitor has shown so far, kept in the session between the pages: ten minutes, then it is forgotten."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

KEY = "entrance_steps"
LASTS = dt.timedelta(minutes=10)

CODE_SENT = "code_sent"
"""A code was sent: phone, purpose, next."""
PHONE_PROVEN = "phone_proven"
"""The phone was proven, for registration or a new password: phone, purpose, next."""
FIRST_FACTOR = "first_factor"
"""Somebody is who they say, but the second factor is missing: account, method, next."""
IDENTITY = "identity"
"""The national platform told about a person whose account we do not know: the claims."""
LICENCE = "licence"
"""An electronic business licence was asked to sign in: asked, browser, next."""
SEED = "seed"
"""The seed shown for a second factor that is being enrolled."""


def keep(request: HttpRequest, step: str, **facts: Any) -> None:
    """From now on for ten minutes this visitor has reached `step`."""
    steps = request.session.get(KEY, {})
    request.session[KEY] = steps | {step: facts | {"until": (timezone.now() + LASTS).timestamp()}}


def find(request: HttpRequest, step: str) -> dict[str, Any] | None:
    """The facts of the step, or None when it was not reached or was too long ago."""
    facts: dict[str, Any] | None = request.session.get(KEY, {}).get(step)
    return facts if facts and facts["until"] > timezone.now().timestamp() else None


def forget(request: HttpRequest, *names: str) -> None:
    steps = request.session.get(KEY, {})
    request.session[KEY] = {name: facts for name, facts in steps.items() if name not in names}
