"""At the window an enterprise signs what the clerk has typed: its person scans the code, or brings it on paper.

The page keeps the request in a hidden field; what is signed is the sheet as it was when the clerk asked. On paper, with
the company's chop, the clerk scans it and says that it was compared with the original.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse

from tongban.foundation.files import commands as files
from tongban.foundation.files import queries as stored
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.ui.words import sentence_for
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.parties.rules import Kind
from tongban.registers.signatures import queries as signatures
from tongban.registers.signatures.queries import Standing
from tongban.registers.signatures.rules import State
from tongban.registers.signatures.words import say_why_not
from tongban.services.cases.rules.signing import OnPaper, Signature

FIELD, ASK, LOOK = "signature", "sign", "look"
SCAN, KEPT, CHECKED = "paper.scan", "paper.file", "paper.checked"


@dataclass(frozen=True, slots=True)
class Paper:
    """The statement with the chop, its scan stored at once, so that no error loses it; `refusal`: why it is not."""

    file: uuid.UUID | None = None
    name: str = ""
    is_checked: bool = False
    refusal: Invalid | None = None

    @property
    def error(self) -> str:
        return sentence_for(self.refusal.code, self.refusal.facts) if self.refusal else ""


Told = uuid.UUID | Paper
"""What the page carries: the request to sign, or the statement on paper."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page shows. `address` is what the code leads to; `why_not` why the last request came to nothing.

    `is_required`: the item takes nothing from an enterprise that is not signed. `is_open`: a platform is connected;
    without one there is only paper.
    """

    standing: Standing | None = None
    address: str = ""
    is_simulated: bool = False
    why_not: str = ""
    is_required: bool = True
    is_open: bool = True
    paper: Paper = Paper()

    @property
    def is_signed(self) -> bool:
        return self.standing is not None and self.standing.state is State.ANSWERED

    @property
    def is_waiting(self) -> bool:
        return self.standing is not None and not self.is_signed and not self.standing.is_over


def read(request: HttpRequest, party: uuid.UUID, by: Actor, now: dt.datetime) -> Told | None:
    """Paper goes before a request that waits: the clerk has it in hand."""
    return _read_paper(request, party, by, now) or _read_request(request)


def _read_request(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _read_paper(request: HttpRequest, party: uuid.UUID, by: Actor, now: dt.datetime) -> Paper | None:
    scan, is_checked = request.FILES.get(SCAN), CHECKED in request.POST
    try:
        if scan is not None:
            file = files.store(scan, name=scan.name or "", holder=party, by=by, now=now)
        else:
            file = stored.get_file(by, uuid.UUID(request.POST.get(KEPT, "")), holder=party)
    except Invalid as refusal:
        return Paper(is_checked=is_checked, refusal=refusal)
    except (ValueError, NotFound):
        missing = Invalid("case.scan_missing", {"signature": ["case.scan_missing"]})
        return Paper(is_checked=True, refusal=missing) if is_checked else None
    return Paper(file.id, file.name, is_checked)


def give(told: Told | None, by: Actor, now: dt.datetime) -> Signature | None:
    """With what it is handed in. Raises Invalid for a scan that was not taken, Conflict signature.expired for a request
    that is not there any more.
    """
    if isinstance(told, Paper):
        if told.file is None:
            raise told.refusal or Invalid("case.scan_missing", {"signature": ["case.scan_missing"]})
        return OnPaper(told.file, told.is_checked)
    if told is not None:
        try:
            signatures.get_own_standing(told, actor=by, now=now)
        except NotFound as refusal:
            raise Conflict("signature.expired") from refusal
    return told


def find_panel(
    request: HttpRequest,
    terms: Terms,
    kind: str | None,
    told: Told | None,
    by: Actor,
    now: dt.datetime,
    *,
    was_signed: bool = False,
) -> Panel | None:
    """None where nobody signs: the item does not ask for it and nothing was signed, or a person applies.

    `kind` None: the applicant's file lies elsewhere, and asking finds out.
    """
    if not (terms.signature or was_signed) or kind not in (None, Kind.ENTERPRISE):
        return None
    panel = Panel(is_required=terms.signature, is_open=signatures.is_open())
    if isinstance(told, Paper):
        return replace(panel, paper=told)
    if told is None:
        return panel
    try:
        standing = signatures.get_own_standing(told, actor=by, now=now)
    except NotFound:
        return panel
    shown_at = request.build_absolute_uri(reverse("outside:request", kwargs={"request_id": told}))
    address = signatures.code_address(told, simulated=shown_at)
    return replace(
        panel, standing=standing, address=address, is_simulated=signatures.is_simulated(),
        why_not=say_why_not(standing),
    )  # fmt: skip
