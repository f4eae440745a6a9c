"""Looks at what an applicant said: each says what for and leaves a row in the journal."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.catalogue.queries.terms import Terms
from tongban.services.cases import errors, sealing
from tongban.services.cases.commands import journal
from tongban.services.cases.commands.steps import read_text
from tongban.services.cases.models import Draft
from tongban.services.cases.queries.prefill import Prefill, get_prefill
from tongban.services.cases.queries.reach import get_visible, sees_as_staff, takes_in
from tongban.services.cases.queries.reading import find_draft

_PURPOSE_AT_MOST = 200


@transaction.atomic
def read_form(*, case_id: uuid.UUID, purpose: str, by: Actor, now: dt.datetime) -> dict[str, Any]:
    """`values`, `answers`, `address` as they were filled in, for staff who may read the case.

    Journals cases.form_read with the purpose. Raises NotFound case.not_found, Invalid case.reason_missing.
    """
    why = read_text("purpose", purpose, required=True, most=_PURPOSE_AT_MOST)
    case = get_visible(case_id, by, now=now)
    if not sees_as_staff(case, by):
        raise errors.not_found()
    journal.record("cases.form_read", case, by=by, now=now, purpose=why)
    return sealing.unseal(case.form_sealed, case.id)


@transaction.atomic
def read_draft(
    *, holder: uuid.UUID, item: str, purpose: str, by: Actor, now: dt.datetime
) -> tuple[Draft, dict[str, Any]] | None:
    """The party's newest draft for the item with what it holds, for the window that takes the item in; or None.

    Journals cases.draft_read with the purpose where there is one. Raises NotAllowed case.not_yours, Invalid
    case.reason_missing.
    """
    why = read_text("purpose", purpose, required=True, most=_PURPOSE_AT_MOST)
    found = find_draft(holder, item, actor=by, now=now)
    if found is not None:
        draft = found[0]
        audit.record(
            "cases.draft_read", by=by, now=now, subject=f"draft:{draft.id}", bucket=draft.bucket, purpose=why,
            region=by.region or "", item=item,
        )  # fmt: skip
    return found


@transaction.atomic
def prefill_at_window(*, terms: Terms, holder: uuid.UUID, purpose: str, by: Actor, now: dt.datetime) -> Prefill:
    """What the applicant's file already answers of the form, for the window that takes the item in.

    Empty where the file lies beyond the clerk's reach. Journals cases.prefilled with the purpose and which fields,
    where anything was shown. Raises NotAllowed case.not_yours, Invalid case.reason_missing.
    """
    why = read_text("purpose", purpose, required=True, most=_PURPOSE_AT_MOST)
    if not takes_in(terms.item, by, now=now):
        raise errors.not_yours()
    known = get_prefill(terms, holder, actor=by, now=now)
    if known.values:
        audit.record(
            "cases.prefilled", by=by, now=now, subject=f"party:{holder}", bucket=bucket_of(holder), purpose=why,
            region=terms.region, item=terms.item, fields=tuple(sorted(known.values)),
        )  # fmt: skip
    return known
