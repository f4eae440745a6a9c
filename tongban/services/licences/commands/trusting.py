"""Sealing a licence: drawn, sealed, kept. From then on it is trusted (可信): signed, complete, checked by anybody."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tongban.foundation.documents import queries as documents
from tongban.foundation.files import commands as files
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.seals import commands as seals
from tongban.registers.seals.commands import Place, SealedFiles, SealUse
from tongban.registers.seals.errors import SealRefused
from tongban.services.licences import errors
from tongban.services.licences.commands import journal, steps
from tongban.services.licences.models import Licence
from tongban.services.licences.queries.codes import write_printed_code
from tongban.services.licences.queries.contents import Contents, open_contents
from tongban.services.licences.queries.layouts import get_layout
from tongban.services.licences.queries.types import get_version
from tongban.services.licences.rules.fields import find_missing, read_fields
from tongban.services.licences.rules.layout import LicenceFacts, compose
from tongban.services.licences.rules.life import LIVING, State

_STEP_OF = {"case": "grant", "issue": "issue", "import": "upgrade"}


def seal(*, licence_id: uuid.UUID, now: dt.datetime) -> Licence:
    """The licence is trusted: the same content as OFD and PDF stands sealed under its id. One that is stays as it is.

    Emits licences.sealed. Raises NotFound licence.not_found, Conflict licence.not_now for one that no longer counts,
    licence.values_missing, and what `seals.seal_files` raises; the refused use is in the log of the seal all the same.
    """
    try:
        with transaction.atomic():
            return _seal(steps.lock(licence_id), now)
    except SealRefused as refusal:
        seals.record_refused(refusal)
        raise


def _seal(licence: Licence, now: dt.datetime) -> Licence:
    if licence.sealed_at is not None:
        return licence
    if State(licence.state) not in LIVING:
        raise errors.not_now(state=licence.state, operation="seal")
    kind = get_version(licence.type_code, licence.type_version)
    contents = open_contents(licence)
    if missing := find_missing(read_fields(kind["fields"]), contents.said.texts):
        raise errors.values_missing(missing)
    drawing, place = compose(get_layout(kind["layout"]), facts_of(licence, contents, kind))
    ofd, pdf = documents.render_drawing(drawing, made_at=now)
    sealed = seals.seal_files(
        organisation=licence.issuer, kind=kind["seal_kind"], use=_use_of(licence),
        ofd=ofd, pdf=pdf,
        place=Place(place.page, place.x, place.y, place.size), now=now,
    )  # fmt: skip
    _keep(licence, sealed, now)
    return licence


def facts_of(licence: Licence, contents: Contents, kind: Mapping[str, Any], *, copy_note: str = "") -> LicenceFacts:
    """What stands on the licence; `kind` is the version of its type that it was issued under."""
    told = read_fields(kind["fields"])
    texts = contents.said.texts
    return LicenceFacts(
        type_name=licence.type_name, type_name_en=kind["name_en"], number=contents.number,
        identifier=licence.identifier, holder_name=licence.holder_name, holder_code=contents.holder_code,
        issuer_name=licence.issuer_name, issued_on=licence.issued_on, valid_from=licence.valid_from,
        valid_until=licence.valid_until, kind=licence.kind, copy_note=copy_note,
        fields=tuple((field.name, texts[field.code]) for field in told if texts.get(field.code)),
        code_address=write_printed_code(licence),
    )  # fmt: skip


def _use_of(licence: Licence) -> SealUse:
    step = "grant_by_default" if licence.by_default else _STEP_OF[licence.origin]
    return SealUse(
        step=step, subject=journal.subject_of(licence), case=licence.case, decided_by=licence.decided_by,
        automatic=licence.by_default,
    )  # fmt: skip


def _keep(licence: Licence, sealed: SealedFiles, now: dt.datetime) -> None:
    """The files lie under the licence's own id: in its bucket, and no part of what the holder has handed in."""
    assert sealed.ofd is not None
    assert sealed.pdf is not None
    name = f"{licence.type_name}-{licence.number}".replace("/", "-").replace("*", "")[:100]
    both = [(sealed.ofd, f"{name}.ofd"), (sealed.pdf, f"{name}.pdf")]
    kept = files.store_together(both, holder=licence.id, by=SYSTEM, now=now)
    licence.ofd, licence.pdf = (file.id for file in kept)
    licence.ofd_digest, licence.pdf_digest = (file.digest for file in kept)
    licence.sealed_at, licence.seal_use = now, sealed.use_id
    journal.write_sealed(licence, facts={"seal": str(sealed.seal_id), "ofd": licence.ofd_digest}, now=now)
