"""A case to whoever works on it or owns it: its parts, what may be done with it now, and why the rest may not."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.routing.rows import find_row
from tongban.registers.parties import queries as parties
from tongban.services.cases import errors, sealing
from tongban.services.cases.models import (
    Case,
    CaseArchive,
    CaseDocument,
    CaseEvent,
    CaseFinding,
    CaseMaterial,
    CasePause,
    Correction,
    Draft,
)
from tongban.services.cases.queries.archives import read_archive
from tongban.services.cases.queries.reach import (
    find_by_number,
    get_visible,
    may_follow,
    sees_as_staff,
    takes_in,
)
from tongban.services.cases.rules import life, rights
from tongban.services.cases.rules.life import Side, Step
from tongban.services.cases.rules.timing import find_overrun

PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with its parts, oldest first. `steps`: each step this actor ever takes → why not now (None: now)."""

    case: Case
    events: tuple[CaseEvent, ...]
    materials: tuple[CaseMaterial, ...]
    documents: tuple[CaseDocument, ...]
    corrections: tuple[Correction, ...]
    pauses: tuple[CasePause, ...]
    findings: tuple[CaseFinding, ...]
    steps: dict[Step, str | None]
    as_staff: bool = False


def get_case(case_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> CaseView:
    """For staff of its body and for whoever acts for the applicant, who see no findings. Raises NotFound."""
    case = get_visible(case_id, actor, now=now)
    return view_of(case, actor=actor, now=now)


def view_of(case: Case, *, actor: Actor, now: dt.datetime) -> CaseView:
    """The parts of a case that the caller let the actor see."""
    is_staff = actor is SYSTEM or sees_as_staff(case, actor)
    own = {"case": case}
    return CaseView(
        case=case,
        events=tuple(CaseEvent.objects.filter(**own).order_by("version")),
        materials=tuple(CaseMaterial.objects.filter(**own, superseded_at=None).order_by("code")),
        documents=tuple(CaseDocument.objects.filter(**own).order_by("version")),
        corrections=tuple(Correction.objects.filter(**own).order_by("number")),
        pauses=tuple(CasePause.objects.filter(**own).order_by("started_at")),
        findings=tuple(CaseFinding.objects.filter(**own).order_by("found_at", "id")) if is_staff else (),
        steps=list_steps(case, actor=actor, now=now),
        as_staff=is_staff,
    )


def get_id(number: str, *, actor: Actor, now: dt.datetime) -> uuid.UUID:
    """The id behind a printed number. Raises NotFound case.not_found, Invalid `printed_number.…`."""
    case = find_by_number(number)
    if case is None or not (actor is SYSTEM or sees_as_staff(case, actor) or may_follow(case, actor, now=now)):
        raise errors.not_found()
    return case.id


def list_steps(case: Case, *, actor: Actor, now: dt.datetime) -> dict[Step, str | None]:
    """Every step that this actor may ever take with such a case, with the reason why not now (None: now)."""
    overrun = find_overrun(case.timing, now)
    why_not = "case.run_elsewhere" if case.run_by else "case.overrun" if overrun is not None else None
    mine = [step for step in Step if step in rights.SIDE_OF and _takes(case, step, actor, now)]
    return {step: life.find_fault(case.standing, step) or why_not for step in mine}


def _takes(case: Case, step: Step, actor: Actor, now: dt.datetime) -> bool:
    if step not in rights.ACTION_OF:
        return False
    if rights.is_supervisors(step, case.notices) and actor.may(rights.SUPERVISE, case.region, case.organisation):
        return True
    if rights.SIDE_OF[step] is not Side.APPLICANT:
        return actor.may(rights.ACTION_OF[step], case.region, case.organisation)
    if actor.may(rights.ACCEPT, case.region, case.organisation):
        return True
    return actor.account is not None and parties.may_act_for(
        actor.account, case.holder_id, rights.ACTION_OF[step], now=now, item=case.item
    )


def get_form(case_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> dict[str, Any]:
    """`values`, `answers`, `address` as they were filled in. Raises NotFound as `get_case`."""
    case = get_visible(case_id, actor, now=now)
    return sealing.unseal(case.form_sealed, case.id)


def list_own(
    holder: uuid.UUID, *, actor: Actor, now: dt.datetime, limit: int = PAGE, after: uuid.UUID | None = None
) -> list[Case]:
    """The party's cases, newest first, in every bucket of its file; those that come after the case `after` of it.

    Raises NotAllowed case.not_yours, Invalid case.cursor_unknown.
    """
    if actor.account is None or not parties.may_act_for(actor.account, holder, rights.FOLLOW, now=now):
        raise errors.not_yours()
    parts = parties.list_whole_file(holder)
    own = Case.objects.filter(bucket__in=sorted({bucket_of(part) for part in parts}), holder__in=parts)
    if after is not None:
        last = own.filter(id=after, bucket=bucket_of(after)).values_list("submitted_at", flat=True).first()
        if last is None:
            raise errors.cursor_unknown()
        own = own.filter(Q(submitted_at__lt=last) | Q(submitted_at=last, id__lt=after))
    return list(own.order_by("-submitted_at", "-id")[:limit])


def find_draft(holder: uuid.UUID, item: str, *, actor: Actor, now: dt.datetime) -> tuple[Draft, dict[str, Any]] | None:
    """The newest draft of this party for the item with what it holds, whatever channel began it.

    For whoever may hand it in, and at the window that takes the item in. Raises NotAllowed case.not_yours.
    """
    owner = parties.survivor_of(holder)
    mine = actor.account and parties.may_act_for(actor.account, owner, rights.SUBMIT, now=now, item=item)
    if not (mine or takes_in(item, actor, now=now)):
        raise errors.not_yours()
    draft = Draft.objects.filter(bucket=bucket_of(owner), holder=owner, item=item).order_by("-slot").first()
    return (draft, sealing.unseal(draft.form_sealed, draft.id)) if draft else None


def get_archive(case_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> tuple[dict[str, Any], list[str]]:
    """The package of a closed case, and the parts that are not what its manifest says: none unless it was touched.

    People look through `commands.open_archive`, which journals the look. Raises NotFound case.not_found,
    case.archive_missing.
    """
    case = get_visible(case_id, actor, now=now)
    row = CaseArchive.objects.filter(case=case).first()
    if row is None:
        raise errors.archive_missing()
    archive = read_archive(case, row)
    return dict(archive.package), list(archive.damaged)


def find_wind_up(case_id: uuid.UUID) -> Step | None:
    """The step that winds the case up further, None when nothing is left or something is waited for."""
    case = find_row(Case, case_id)
    if case is None:
        return None
    return life.find_wind_up(case.standing, case.outcome, case.delivery == "electronic", case.delivered_at is not None)
