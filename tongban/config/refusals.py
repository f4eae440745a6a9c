"""Where a face's refusal becomes a row of the journal: `settings.REFUSALS` names `note`, `foundation/ui` calls it.

It stands here because it wires a page's request (faces) to the register of access, and every face shares it.
"""

import logging

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone

from tongban.foundation.kernel.actor import VISITOR, Actor
from tongban.foundation.kernel.errors import DomainError, NotAllowed
from tongban.registers.access import commands as access

_NOT_ABOUT_RIGHTS = {"request.csrf"}
_log = logging.getLogger(__name__)


def note(request: HttpRequest, error: DomainError) -> None:
    """Journals a NotAllowed, after the transaction it ended is gone. That the journal fails never hides the refusal."""
    if not isinstance(error, NotAllowed) or error.code in _NOT_ABOUT_RIGHTS:
        return
    try:
        access.record_refusal(error, by=_actor(request), now=timezone.now(), path=request.path)
    except DatabaseError:
        _log.exception("A refusal of %s was not journalled", request.path)


def _actor(request: HttpRequest) -> Actor:
    """The actor the face has made, else the account of the session, else a visitor."""
    made = getattr(request, "actor", None)
    if isinstance(made, Actor):
        return made
    account = getattr(getattr(request, "user", None), "id", None)
    return Actor(account, "citizen") if account else VISITOR
