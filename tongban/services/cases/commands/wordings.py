"""A region puts papers in its own words: drafted, looked at, published; what is published is never changed."""

import datetime as dt

from django.db import transaction
from django.db.models import Max, QuerySet

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict
from tongban.services.cases import errors
from tongban.services.cases.models import PaperWording
from tongban.services.cases.queries.wordings import check_may_word
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.wording import list_faults, read_wording


@transaction.atomic
def draft_wording(
    *, region: str, kind: Document, language: str, title: str, body: str, by: Actor, now: dt.datetime
) -> PaperWording:
    """The region's one draft for such papers reads so: plain paragraphs, a line each, with {variables}.

    Papers are not changed by it. Raises NotAllowed case.not_allowed, Invalid case.wording_refused with the place of
    each fault: "title", or "body.3" for the third paragraph.
    """
    check_may_word(by, region)
    wording = read_wording(title, body)
    faults = list_faults(kind, wording)
    if faults:
        raise errors.wording_refused(faults)
    rows = _lock(region, kind, language)
    draft = rows.filter(published_at=None).first()
    if draft is None:
        last = rows.aggregate(last=Max("version"))["last"] or 0
        draft = PaperWording(region=region, kind=kind, language=language, version=last + 1)
    draft.title, draft.body, draft.drafted_by, draft.drafted_at = wording.title, list(wording.body), by.account, now
    draft.save()
    _record("cases.wording_drafted", draft, by, now)
    return draft


@transaction.atomic
def publish_wording(*, region: str, kind: Document, language: str, by: Actor, now: dt.datetime) -> PaperWording:
    """Papers made from `now` on in the region's subtree are worded by the draft; older ones stay as they were.

    Raises NotAllowed case.not_allowed, Conflict case.wording_missing.
    """
    check_may_word(by, region)
    draft = _lock(region, kind, language).filter(published_at=None).first()
    if draft is None:
        raise Conflict("case.wording_missing")
    draft.published_by, draft.published_at = by.account, now
    draft.save(update_fields=["published_by", "published_at"])
    _record("cases.wording_published", draft, by, now)
    return draft


@transaction.atomic
def discard_wording(*, region: str, kind: Document, language: str, by: Actor, now: dt.datetime) -> None:
    """The draft is gone. Raises NotAllowed case.not_allowed, Conflict case.wording_missing."""
    check_may_word(by, region)
    draft = _lock(region, kind, language).filter(published_at=None).first()
    if draft is None:
        raise Conflict("case.wording_missing")
    _record("cases.wording_discarded", draft, by, now)
    draft.delete()


@transaction.atomic
def withdraw_wording(*, region: str, kind: Document, language: str, by: Actor, now: dt.datetime) -> PaperWording:
    """From `now` on the words from above hold again. Raises as `discard_wording`, also while a draft is open."""
    check_may_word(by, region)
    last = _lock(region, kind, language).order_by("-version").first()
    if last is None or last.withdrawn or last.published_at is None:
        raise Conflict("case.wording_missing")
    row = PaperWording.objects.create(
        region=region, kind=kind, language=language, version=last.version + 1, withdrawn=True, drafted_by=by.account,
        drafted_at=now, published_by=by.account, published_at=now,
    )  # fmt: skip
    _record("cases.wording_withdrawn", row, by, now)
    return row


def _lock(region: str, kind: Document, language: str) -> QuerySet[PaperWording]:
    """The versions of this wording, locked; of two first drafts at once the database refuses one."""
    rows = PaperWording.objects.filter(region=region, kind=kind, language=language)
    list(rows.select_for_update())
    return rows


def _record(action: str, row: PaperWording, by: Actor, now: dt.datetime) -> None:
    audit.record(
        action, by=by, now=now, subject=f"wording:{row.region}:{row.kind}:{row.language}", region=row.region,
        version=row.version,
    )  # fmt: skip
