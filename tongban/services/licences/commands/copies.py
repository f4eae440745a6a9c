"""加注件: the holder has a copy made that says for whom, for what and until when, sealed like the licence itself."""

import datetime as dt
import uuid

from django.db import transaction

from tongban.foundation.documents import queries as documents
from tongban.foundation.files import commands as files
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.ids import new_id
from tongban.registers.calendars.rules.clock import local
from tongban.registers.seals import commands as seals
from tongban.registers.seals.commands import Place, SealedFiles, SealUse
from tongban.registers.seals.errors import SealRefused
from tongban.services.licences import errors
from tongban.services.licences.commands import journal, steps
from tongban.services.licences.commands.trusting import facts_of
from tongban.services.licences.models import CopyEntry, Licence, LicenceCopy
from tongban.services.licences.queries.contents import open_contents
from tongban.services.licences.queries.layouts import get_layout
from tongban.services.licences.queries.reach import may_use
from tongban.services.licences.queries.types import get_version
from tongban.services.licences.rules.copies import check_copy, write_note
from tongban.services.licences.rules.layout import compose
from tongban.services.licences.rules.life import State, state_on

STEP = "copy"


def make_copy(
    *, licence_id: uuid.UUID, purpose: str, recipient: str, until: dt.date | None, by: Actor, now: dt.datetime
) -> LicenceCopy:
    """A sealed copy stands, as OFD and PDF, that says its purpose across every page and ends with its last day.

    Journals licences.copied. Raises NotFound licence.not_found for whoever does not stand where the holder stands,
    Conflict licence.not_usable, licence.not_sealed, Invalid licence.copy_refused by field, and as `seals.seal_files`:
    a refused use is in the log of the seal all the same.
    """
    try:
        with transaction.atomic():
            licence = steps.lock(licence_id)
            _check(licence, purpose, recipient, until, by, now)
            assert until is not None
            return _make(licence, purpose.strip(), recipient.strip(), until, by, now)
    except SealRefused as refusal:
        seals.record_refused(refusal)
        raise


def _check(
    licence: Licence, purpose: str, recipient: str, until: dt.date | None, by: Actor, now: dt.datetime
) -> None:  # fmt: skip
    today = local(now).date()
    if by is not SYSTEM and not may_use(by, licence.holder_id, now=now):
        raise errors.not_found()
    if state_on(State(licence.state), licence.valid_until, today) != State.VALID:
        raise errors.not_usable()
    if licence.sealed_at is None:
        raise errors.not_sealed()
    if faults := check_copy(purpose, recipient, until, today=today, licence_until=licence.valid_until):
        raise errors.copy_refused(faults)


def _make(
    licence: Licence, purpose: str, recipient: str, until: dt.date, by: Actor, now: dt.datetime
) -> LicenceCopy:  # fmt: skip
    copy_id = new_id(licence.bucket)
    sealed = _seal(licence, copy_id, write_note(purpose, recipient, until), now)
    assert sealed.ofd is not None
    assert sealed.pdf is not None
    name = f"{licence.type_name}-加注件"
    both = [(sealed.ofd, f"{name}.ofd"), (sealed.pdf, f"{name}.pdf")]
    ofd, pdf = files.store_together(both, holder=copy_id, by=SYSTEM, now=now)
    row = LicenceCopy.objects.create(
        id=copy_id, licence=licence, purpose=purpose, recipient=recipient, until=until, ofd=ofd.id, pdf=pdf.id,
        made_by=by.account, made_at=now,
    )  # fmt: skip
    CopyEntry.objects.bulk_create([CopyEntry(digest=file.digest, copy=copy_id) for file in (ofd, pdf)])
    journal.record("licences.copied", licence, by=by, now=now, purpose=purpose, copy=str(copy_id), until=until)
    return row


def _seal(licence: Licence, copy_id: uuid.UUID, note: str, now: dt.datetime) -> SealedFiles:
    """No person decides: the seal has to be authorised for copies beforehand."""
    kind = get_version(licence.type_code, licence.type_version)
    facts = facts_of(licence, open_contents(licence), kind, copy_note=note)
    drawing, place = compose(get_layout(kind["layout"]), facts)
    ofd, pdf = documents.render_drawing(drawing, made_at=now)
    return seals.seal_files(
        organisation=licence.issuer, kind=kind["seal_kind"],
        use=SealUse(step=STEP, subject=f"copy:{copy_id}", case=licence.case, decided_by=None, automatic=True),
        ofd=ofd, pdf=pdf,
        place=Place(place.page, place.x, place.y, place.size), now=now,
    )  # fmt: skip
