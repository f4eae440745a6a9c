"""The two statements of a submission: one asks all that it is judged by, one stores all that comes of it, or nothing.

Each names one bucket. The text of what belongs to other apps is theirs.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tongban.foundation.audit import commands as audit
from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing import commands as routing
from tongban.foundation.routing.commands import Key, spending
from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.routing.prepared import Statement, fetch_one
from tongban.foundation.worklist import commands as worklist
from tongban.registers.calendars import queries as calendars
from tongban.registers.catalogue.queries import terms
from tongban.registers.parties.queries import reach
from tongban.registers.parties.queries.reach import Applicant
from tongban.registers.regions.queries import profiles
from tongban.services.cases.commands import journal
from tongban.services.cases.commands.signing import Signing
from tongban.services.cases.models import Case, CaseDocument, CaseEvent, CaseMaterial, CaseSignature, Draft
from tongban.services.cases.rules.life import Step

_DRAFT = f'FROM "{Draft._meta.db_table}" WHERE id = %(draft)s AND bucket = %(bucket)s AND holder_id = %(holder)s'
_INQUIRY = Statement(f"""
SELECT applicant.*, spent.fingerprint, spent.result, place.body, place.region,
    place.stamp || ' ' || {profiles.STAMP.format(region="place.region")}
        || {calendars.LOADED.format(region="place.region")}::text,
    {files.OWN}, %(draft)s::uuid IS NULL OR EXISTS (SELECT {_DRAFT}), nextval('cases_case_sequence')
FROM ({reach.APPLICANT}) applicant
LEFT JOIN ({spending.FIND}) spent ON true
LEFT JOIN ({terms.PLACE}) place ON true
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a submission is judged by: for whom, whether its key is spent, whose the item is, and the next sequence.

    `body`, `region` and `stamp` are None for an unknown item; `stamp` differs when conditions may differ. `files` are
    those named that are the holder's. `draft_stands`: the draft named is there, or none was named.
    """

    holder: uuid.UUID
    applicant: Applicant
    spent: tuple[bytes, uuid.UUID] | None
    body: str | None
    region: str | None
    stamp: str | None
    files: Collection[uuid.UUID]
    draft_stands: bool
    sequence: int


def inquire(
    *, holder: uuid.UUID, item: str, files: Sequence[uuid.UUID], draft: uuid.UUID | None, key: Key, by: Actor
) -> Inquiry:
    """One statement; a second one where the holder's file was merged into another, with which no draft goes."""
    told = {"holder": holder, "bucket": bucket_of(holder), "account": by.account, "item": item, "files": files}
    row = fetch_one(_INQUIRY, told | {"draft": draft, "key_value": key.value})
    assert row is not None  # an applicant is always one row
    applicant = Applicant(*row[:5])
    if applicant.survivor is not None:
        return inquire(holder=applicant.survivor, item=item, files=files, draft=None, key=key, by=by)
    digest, result, *place = row[5:]
    return Inquiry(holder, applicant, (digest, result) if result else None, *place)


def store(
    case: Case,
    materials: Sequence[CaseMaterial],
    *,
    signing: Signing,
    key: Key,
    draft: uuid.UUID | None,
    by: Actor,
    now: dt.datetime,
) -> bool:
    """The case stands with everything that its first step leaves behind, and the draft is gone: one statement.

    False when somebody else has spent the key or handed in the draft meanwhile; then nothing is changed.
    """
    paper, event = journal.receipt_of(case, now=now), journal.submission_of(case, by=by, now=now)
    values: dict[str, Any] = key.spent_by(case.id, now) | {"draft": draft, "holder": case.holder_id}
    values |= {"bucket": case.bucket} | routing.values_of(case, "case")
    values |= routing.values_of_many(materials, CaseMaterial, "material")
    values |= routing.values_of_many(signing.rows, CaseSignature, "signature")
    values |= routing.values_of(paper, "paper") | routing.values_of(event, "step")
    values |= worklist.row_of(journal.work_of(case), subject_bucket=case.bucket)
    facts: dict[str, Any] = {"state": case.state, "version": case.version, **signing.facts}
    values |= journal.entry_of(f"cases.{Step.SUBMIT}", case, by=by, now=now, **facts)
    values |= outbox.row_of(journal.fact_of(case, Step.SUBMIT, "", at=now), bucket=case.bucket, now=now)
    return fetch_one(_store(), values) is not None


@cache
def _store() -> Statement:
    """Everything hangs on the row that `spent` returns: the key spent, for the first time.

    A draft is locked before: of two who hand it in at once, under keys of their own, one waits and then finds it gone.
    """
    parts = {
        "locked": f"SELECT {_DRAFT} FOR UPDATE",
        "ready": "SELECT FROM (SELECT) AS always WHERE %(draft)s::uuid IS NULL OR EXISTS (SELECT FROM locked)",
        "spent": spending.SPEND_WHEN.format(when="ready") + " RETURNING value",
        "new_case": routing.insert(Case, "case", when="spent"),
        "materials": routing.insert_many(CaseMaterial, "material", when="spent"),
        "signatures": routing.insert_many(CaseSignature, "signature", when="spent"),
        "paper": routing.insert(CaseDocument, "paper", when="spent"),
        "step": routing.insert(CaseEvent, "step", when="spent"),
        "work": worklist.put_when("spent"),
        "entry": audit.INSERT + " FROM spent",
        "fact": outbox.INSERT + " FROM spent",
        "draft": f"DELETE {_DRAFT} AND EXISTS (SELECT FROM spent)",
    }
    return Statement(f"WITH {', '.join(f'{name} AS ({text})' for name, text in parts.items())} SELECT FROM spent")
