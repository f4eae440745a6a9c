"""Copies (加注件) of a licence, and what a file that somebody was given says of itself today."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.calendars.rules.clock import local
from tongban.services.licences import errors
from tongban.services.licences.models import CopyEntry, LicenceCopy
from tongban.services.licences.queries.reach import may_use
from tongban.services.licences.rules.copies import is_over


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy: of which licence, for whom, for what, until when; `is_over` after its last day."""

    id: uuid.UUID
    licence: uuid.UUID
    identifier: str
    type_name: str
    purpose: str
    recipient: str
    until: dt.date
    made_at: dt.datetime
    is_over: bool


def list_copies(licence_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> tuple[CopyLine, ...]:
    """Copies of one licence, newest first; none for whoever does not stand where its holder stands."""
    rows = list(LicenceCopy.objects.filter(licence=licence_id).select_related("licence").order_by("-made_at", "-id"))
    if not rows or not _may(actor, rows[0], now):
        return ()
    return tuple(_line(row, now) for row in rows)


def find_copy(digest: str, *, now: dt.datetime) -> CopyLine | None:
    """What copy the file with this SHA-256 is; None for a file that is none. For whoever has the file."""
    entry = CopyEntry.objects.filter(digest=digest).first()
    row = LicenceCopy.objects.select_related("licence").get(id=entry.copy) if entry else None
    return _line(row, now) if row else None


def open_copy(copy_id: uuid.UUID, form: str, *, actor: Actor, now: dt.datetime) -> tuple[bytes, str]:
    """The sealed file ("ofd" or "pdf") and its name. Raises NotFound licence.copy_not_found."""
    row = LicenceCopy.objects.filter(id=copy_id).select_related("licence").first()
    if row is None or form not in ("ofd", "pdf") or not _may(actor, row, now):
        raise errors.copy_not_found()
    file = files.get_file(SYSTEM, row.ofd if form == "ofd" else row.pdf, holder=row.id)
    with files.open_content(file) as content:
        return content.read(), file.name


def _may(actor: Actor, row: LicenceCopy, now: dt.datetime) -> bool:
    return actor is SYSTEM or may_use(actor, row.licence.holder_id, now=now)


def _line(row: LicenceCopy, now: dt.datetime) -> CopyLine:
    return CopyLine(
        row.id, row.licence_id, row.licence.identifier, row.licence.type_name, row.purpose, row.recipient, row.until,
        row.made_at, is_over(row.until, local(now).date()),
    )  # fmt: skip
