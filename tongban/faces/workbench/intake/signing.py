"""At the window an enterprise signs what the clerk has typed, where the item asks for it: its person scans the code.

The page keeps the request in a hidden field; what is signed is the sheet as it was when the clerk asked.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.parties.rules import Kind
from tongban.registers.signatures import queries as signatures
from tongban.registers.signatures.queries import Standing
from tongban.registers.signatures.rules import State

FIELD, ASK, LOOK = "signature", "sign", "look"


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page shows. `address` is what the code leads to; `why_not` why the last request came to nothing.

    `is_required`: the item takes nothing from an enterprise that is not signed.
    """

    standing: Standing | None = None
    address: str = ""
    is_simulated: bool = False
    why_not: str = ""
    is_required: bool = True

    @property
    def is_signed(self) -> bool:
        return self.standing is not None and self.standing.state is State.ANSWERED

    @property
    def is_waiting(self) -> bool:
        return self.standing is not None and not self.is_signed and not self.standing.is_over


def read(request: HttpRequest) -> uuid.UUID | None:
    """The request that the page carries."""
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def find_panel(
    request: HttpRequest,
    terms: Terms,
    kind: str | None,
    asked: uuid.UUID | None,
    by: Actor,
    now: dt.datetime,
    *,
    was_signed: bool = False,
) -> Panel | None:
    """None where nobody signs: the item does not ask for it and nothing was signed, a person applies, or no platform
    is connected.

    `kind` None: the applicant's file lies elsewhere, and asking finds out.
    """
    is_asked = terms.signature or was_signed
    if not is_asked or not signatures.is_open() or kind not in (None, Kind.ENTERPRISE):
        return None
    if asked is None:
        return Panel(is_required=terms.signature)
    try:
        standing = signatures.get_own_standing(asked, actor=by, now=now)
    except NotFound:
        return Panel(is_required=terms.signature)
    shown_at = request.build_absolute_uri(reverse("outside:request", kwargs={"request_id": asked}))
    address = signatures.code_address(asked, simulated=shown_at)
    return Panel(standing, address, signatures.is_simulated(), _say(standing), terms.signature)


def _say(standing: Standing) -> str:
    if not standing.is_over or standing.state is State.ANSWERED:
        return ""
    _title, cause, advice = words_for(NotAllowed(standing.refused_with or "signature.expired"))
    return f"{cause}{advice}"
