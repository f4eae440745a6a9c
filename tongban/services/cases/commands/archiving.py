"""Packing a closed case (LIC-08), and opening the package: every look stands in the journal."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from tongban.foundation.files import commands as store
from tongban.foundation.files import queries as files
from tongban.foundation.files.rules import Limits
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.ids import new_id
from tongban.registers.signatures.rules import Way
from tongban.services.cases import errors, sealing
from tongban.services.cases.commands import journal
from tongban.services.cases.commands.steps import read_text
from tongban.services.cases.models import (
    Case,
    CaseArchive,
    CaseDocument,
    CaseEvent,
    CaseFinding,
    CaseMaterial,
    CasePause,
    CaseSignature,
    Correction,
)
from tongban.services.cases.queries.archives import Archive, read_archive
from tongban.services.cases.queries.papers import draw_paper
from tongban.services.cases.queries.reach import get_visible
from tongban.services.cases.rules.archive import digest_of, digests_of, spell

LANGUAGE = "zh-hans"
_PARTS: dict[str, Any] = {
    "events": CaseEvent,
    "materials": CaseMaterial,
    "documents": CaseDocument,
    "corrections": Correction,
    "pauses": CasePause,
    "findings": CaseFinding,
}
_LIMITS = Limits(file_bytes=20_000_000)


def pack(case: Case, *, now: dt.datetime) -> None:
    """Everything of the case as it stands, with the digest of each part, of each upload and of each paper as PDF."""
    parts: dict[str, Any] = {"case": _row(case), "form": sealing.unseal(case.form_sealed, case.id)}
    for name, model in _PARTS.items():
        parts[name] = [_row(row) for row in model._default_manager.filter(case=case).order_by("id")]
    signed = [
        _row(row) | sealing.unseal(row.evidence_sealed, row.id)
        for row in CaseSignature.objects.filter(case=case).order_by("version")
    ]
    parts["signatures"] = signed
    scans = [each["evidence"]["file"] for each in signed if each["evidence"].get("way") == Way.PAPER]
    kept, digests = _list_files(case, scans, now)
    parts["files"] = kept
    parts = json.loads(spell(parts))
    manifest = digests_of(parts) | digests
    row_id = new_id(case.bucket)
    CaseArchive.objects.create(
        id=row_id, case=case, package_sealed=sealing.seal(parts, row_id), manifest=manifest,
        digest=digest_of(spell(manifest)), made_at=now,
    )  # fmt: skip


def _list_files(case: Case, scans: Sequence[str], now: dt.datetime) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Path in the package → whose file it is, and → its digest: what was uploaded, scans of what was signed on paper,
    and the papers, drawn now.
    """
    kept: dict[str, dict[str, str]] = {}
    digests: dict[str, str] = {}
    uploads = [row.file for row in CaseMaterial.objects.filter(case=case, file__isnull=False).order_by("id")]
    named = [("materials", at, _id(file)) for at, file in enumerate(uploads, 1)]
    named += [("signatures", at, uuid.UUID(scan)) for at, scan in enumerate(scans, 1)]
    for folder, at, file_id in named:
        file = files.get_file(SYSTEM, file_id, holder=case.holder_id)
        path = f"{folder}/{at:02d}-{file.name}"
        kept[path], digests[path] = {"file": str(file.id), "holder": str(case.holder_id)}, file.digest
    for paper in CaseDocument.objects.filter(case=case).order_by("version"):
        pdf, name = draw_paper(case, paper, LANGUAGE)
        file = store.store(pdf, name=name, holder=case.id, by=SYSTEM, now=now, limits=_LIMITS)
        path = f"papers/{name}"
        kept[path], digests[path] = {"file": str(file.id), "holder": str(case.id)}, file.digest
    return kept, digests


def _id(value: uuid.UUID | None) -> uuid.UUID:
    assert value is not None
    return value


def _row(row: Any) -> dict[str, Any]:
    told = model_to_dict(row) | {"id": str(row.pk)}
    return {name: value for name, value in told.items() if not isinstance(value, bytes | memoryview)}


@transaction.atomic
def open_archive(*, case_id: uuid.UUID, purpose: str, by: Actor, now: dt.datetime) -> Archive:
    """The package of a closed case, every digest computed again; the look stands in the journal with its purpose.

    For whoever may see the case. Raises NotFound case.not_found, case.archive_missing, Invalid case.reason_missing.
    """
    why = read_text("purpose", purpose, required=True, most=200)
    case = get_visible(case_id, by, now=now)
    row = CaseArchive.objects.filter(case=case).first()
    if row is None:
        raise errors.archive_missing()
    archive = read_archive(case, row)
    audit_facts = {"digest": row.digest, "damaged": ", ".join(archive.damaged)}
    journal.record("cases.archive_opened", case, by=by, now=now, purpose=why, **audit_facts)
    return archive
