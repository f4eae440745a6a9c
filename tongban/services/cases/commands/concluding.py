"""Winding up: concluded, handed over, archived."""

import datetime as dt
import json
import uuid
from typing import Any

from django.forms.models import model_to_dict

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.ids import new_id
from tongban.services.cases import sealing
from tongban.services.cases.commands import timing
from tongban.services.cases.commands.steps import Taking, read_text, taking
from tongban.services.cases.models import (
    Case,
    CaseArchive,
    CaseDocument,
    CaseEvent,
    CaseFinding,
    CaseMaterial,
    CasePause,
    Correction,
)
from tongban.services.cases.rules.archive import digest_of, pack, spell
from tongban.services.cases.rules.life import Step

_PARTS: dict[str, Any] = {
    "events": CaseEvent,
    "materials": CaseMaterial,
    "documents": CaseDocument,
    "corrections": Correction,
    "pauses": CasePause,
    "findings": CaseFinding,
}


def conclude(*, case_id: uuid.UUID, now: dt.datetime) -> Case:
    """The case is concluded under its outcome (办结); its delivery clock runs on where something is handed over.

    Raises Conflict case.gaps_open for a grant that waits for a promised material, and as `taking`.
    """
    with taking(case_id, Step.CONCLUDE, by=SYSTEM, now=now) as step:
        step.case.concluded_at = now
    return step.case


def deliver(*, case_id: uuid.UUID, how: str, receipt: str, by: Actor, now: dt.datetime) -> Case:
    """The result is in the applicant's hands: how, and by which receipt or signature. No clock runs any more.

    Raises Invalid case.reason_missing, Conflict case.gaps_open, and as `taking`.
    """
    way = read_text("how", how, required=True, most=40)
    proof = read_text("receipt", receipt, required=True, most=200)
    with taking(case_id, Step.DELIVER, by=by, now=now, opinion=proof) as step:
        step.case.delivered_at = now
        step.content = {"how": way, "receipt": proof, "delivered_at": now.isoformat()}
        timing.stop(step.case)
    return step.case


def archive(*, case_id: uuid.UUID, now: dt.datetime) -> Case:
    """Form, materials, decision, documents and history stand packed with their digests, read-only (LIC-08).

    Raises as `taking`.
    """
    with taking(case_id, Step.ARCHIVE, by=SYSTEM, now=now) as step:
        step.case.archived_at = now
        timing.stop(step.case)
        _pack(step)
    return step.case


def _pack(step: Taking) -> None:
    case = step.case
    parts: dict[str, Any] = {"case": _row(case), "form": sealing.unseal(case.form_sealed, case.id)}
    for name, model in _PARTS.items():
        parts[name] = [_row(row) for row in model._default_manager.filter(case=case).order_by("id")]
    package, manifest = pack(parts)
    row_id = new_id(case.bucket)
    CaseArchive.objects.create(
        id=row_id, case=case, package_sealed=sealing.seal(json.loads(package), row_id), manifest=manifest,
        digest=digest_of(spell(manifest)), made_at=step.now,
    )  # fmt: skip


def _row(row: Any) -> dict[str, Any]:
    told = model_to_dict(row) | {"id": str(row.pk)}
    return {name: value for name, value in told.items() if not isinstance(value, bytes | memoryview)}
