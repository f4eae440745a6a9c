"""Asking an enterprise to sign: a fresh nonce, a few minutes, bound to the browser or the account that asks."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from django.db.models import Q

from tongban.foundation.kernel.actor import Actor
from tongban.registers.access import commands as access
from tongban.registers.signatures import errors
from tongban.registers.signatures.models import SigningRequest
from tongban.registers.signatures.queries.requests import hash_of
from tongban.registers.signatures.queries.trust import is_open
from tongban.registers.signatures.rules import KEPT, LASTS, TITLE_AT_MOST, Kind, State, Statement, spell

PER_ADDRESS = 100
WINDOW = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits; `browser` is known to nobody else and goes into the session that asked."""

    id: uuid.UUID
    browser: str
    expires_at: dt.datetime


def ask_sign_in(*, title: str, service: str, address: str, now: dt.datetime) -> Asked:
    """Any enterprise may sign in with this request, once, within three minutes, in the browser that asked.

    `service` is the address people see above the page. Raises Unavailable signature.not_open, too_many_attempts.
    """
    access.count_attempts(limits={f"signing address {address}": PER_ADDRESS}, window=WINDOW, now=now)
    browser = secrets.token_urlsafe(24)
    return _ask(Kind.SIGN_IN, title, service, browser, now, browser=hash_of(browser))


def ask_signature(
    *,
    title: str,
    service: str,
    holder: uuid.UUID,
    matter: str,
    digest: str,
    action: str,
    item: str,
    by: Actor,
    now: dt.datetime,
) -> Asked:
    """The enterprise `holder` may sign this matter with this digest (SM3, hexadecimal), once, within ten minutes.

    Asked again by the same account for the same, it is the request that waits or was answered, while there is one.
    A person of it who is not its representative needs an authorisation for `action` and `item`. The caller has checked
    that the actor may act for it. Raises Unavailable signature.not_open.
    """
    bound = {"holder": holder, "matter": matter, "digest": digest}
    told = bound | {"action": action, "item": item, "asked_by": by.account}
    if standing := _find_standing(told, now):
        return Asked(standing.id, "", standing.expires_at)
    return _ask(Kind.APPLICATION, title, service, "", now, **told)


def _find_standing(told: dict[str, object], now: dt.datetime) -> SigningRequest | None:
    """Of two who ask at once each may make one: both serve."""
    may_be = Q(state=State.ANSWERED) | Q(state__in=(State.WAITING, State.TAKEN), expires_at__gt=now)
    return SigningRequest.objects.filter(may_be, kind=Kind.APPLICATION, **told).order_by("-made_at").first()


def _ask(kind: Kind, title: str, service: str, secret: str, now: dt.datetime, **told: object) -> Asked:
    if not is_open():
        raise errors.not_open()
    SigningRequest.objects.filter(expires_at__lt=now - KEPT).delete()
    request, expires_at, check = uuid.uuid4(), now + LASTS[kind], f"{secrets.randbelow(10_000):04d}"
    bound = {name: told[name] for name in ("holder", "matter", "digest") if name in told}
    statement = Statement(
        kind, request, secrets.token_hex(16), title[:TITLE_AT_MOST], service[:TITLE_AT_MOST], check, now, expires_at,
        **bound,  # type: ignore[arg-type]
    )  # fmt: skip
    SigningRequest.objects.create(
        id=request, kind=kind, title=statement.title, statement=spell(statement), check_code=check, made_at=now,
        expires_at=expires_at, **told,
    )  # fmt: skip
    return Asked(request, secret, expires_at)
