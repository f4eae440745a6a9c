"""A licence, from applying to the archive: the story of one case across services, in the order of its life.

Whose rules each step follows stands in `services/cases`. What has ended is wound up by a reaction to its event
(`wind_up`), so that a default grant at night and a decision by day end the same way.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import DomainError
from tongban.journeys import fetching
from tongban.services.cases import commands as cases
from tongban.services.cases import queries
from tongban.services.cases.commands import Application, Receipt, SweepReport
from tongban.services.cases.queries import Case, Progress
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.materials import Defect, Given
from tongban.services.cases.rules.signing import Signature
from tongban.services.licences import commands as licences
from tongban.services.licences.commands import Outcome
from tongban.services.licences.queries import find_of_case

as_seen = cases.as_seen
"""Around a step that somebody decides on what they have read: `with as_seen(case_id, version): …`."""


def submit(*, application: Application, key: str, by: Actor, now: dt.datetime) -> Receipt:
    """The applicant applies, or a clerk at the window for them; the body has five working days to answer."""
    return fetching.submit(application=application, key=key, by=by, now=now)


def follow(*, number: str, code: str, address: str, now: dt.datetime) -> Progress:
    """Whoever has the receipt sees how the case stands, all its life long."""
    return cases.follow(number=number, code=code, address=address, now=now)


def follow_json(*, number: str, code: str, address: str, now: dt.datetime) -> bytes:
    """The same for programs."""
    return cases.follow_json(number=number, code=code, address=address, now=now)


def request_correction(
    *, case_id: uuid.UUID, defects: Sequence[Defect], reason: str = "", by: Actor, now: dt.datetime
) -> Case:
    """The window tells everything that is missing, once."""
    return cases.request_correction(case_id=case_id, defects=defects, reason=reason, by=by, now=now)


def correct(
    *,
    case_id: uuid.UUID,
    values: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    given: Sequence[Given] = (),
    signature: Signature | None = None,
    by: Actor,
    now: dt.datetime,
) -> Case:
    """The applicant answers the notice, an enterprise with its signature where the item asks for one."""
    told: dict[str, Any] = {"values": values, "answers": answers, "signature": signature}
    return fetching.correct(case_id=case_id, given=given, **told, by=by, now=now)


def accept(*, case_id: uuid.UUID, opinion: str = "", by: Actor, now: dt.datetime) -> Case:
    """The window takes the case on; the department's clock runs."""
    return cases.accept(case_id=case_id, opinion=opinion, by=by, now=now)


def decline(*, case_id: uuid.UUID, reason: str, right_body: str = "", by: Actor, now: dt.datetime) -> Case:
    """The window says why it is not taken on, and who is competent."""
    return cases.decline(case_id=case_id, reason=reason, right_body=right_body, by=by, now=now)


def review(*, case_id: uuid.UUID, opinion: str, by: Actor, now: dt.datetime) -> Case:
    """The department passes the case on to its next step."""
    return cases.pass_on(case_id=case_id, opinion=opinion, by=by, now=now)


def suspend(*, case_id: uuid.UUID, kind: str, basis: str, days: int, by: Actor, now: dt.datetime) -> Case:
    """A special procedure begins that the law does not count."""
    return cases.suspend(case_id=case_id, kind=kind, basis=basis, days=days, by=by, now=now)


def resume(*, case_id: uuid.UUID, kind: str, result: str, by: Actor, now: dt.datetime) -> Case:
    """It is over."""
    return cases.resume(case_id=case_id, kind=kind, result=result, by=by, now=now)


def extend(*, case_id: uuid.UUID, days: int, reason: str, by: Actor, now: dt.datetime) -> Case:
    """The head of the body gives more time, once, and says why."""
    return cases.extend(case_id=case_id, days=days, reason=reason, by=by, now=now)


def supply(
    *, case_id: uuid.UUID, given: Sequence[Given], signature: Signature | None = None, by: Actor, now: dt.datetime
) -> Case:
    """The applicant brings what was allowed to follow later, signed as a correction; a grant that waited goes on."""
    return fetching.supply(case_id=case_id, given=given, signature=signature, by=by, now=now)


def decide(*, case_id: uuid.UUID, granted: bool, opinion: str, by: Actor, now: dt.datetime) -> Case:
    """The department grants or denies; a grant and the licence it gives are one transaction."""
    if granted:
        along = partial(_record_licence, now=now)
        return cases.grant(case_id=case_id, opinion=opinion, by=by, now=now, along=along)
    return cases.deny(case_id=case_id, reason=opinion, by=by, now=now)


def sweep(*, now: dt.datetime) -> SweepReport:
    """What the clocks call for: marks and the platform's own steps, a grant by default with its licence among them."""
    return cases.sweep(now=now, along=partial(_record_if_possible, now=now))


def withdraw(*, case_id: uuid.UUID, reason: str = "", by: Actor, now: dt.datetime) -> Case:
    """The applicant takes the case back."""
    return cases.withdraw(case_id=case_id, reason=reason, by=by, now=now)


def note(*, case_id: uuid.UUID, text: str, by: Actor, now: dt.datetime) -> None:
    """Staff write something down for each other; the case stands as it was."""
    cases.write_note(case_id=case_id, text=text, by=by, now=now)


def issue(*, case_id: uuid.UUID, now: dt.datetime) -> None:
    """The licence that a grant gave is drawn and sealed; one whose last material has come is recorded before."""
    case = queries.get_facts(case_id)
    licence = find_of_case(case_id, case.holder_id)
    if licence is None:
        _record_licence(case, now=now)
        licence = find_of_case(case_id, case.holder_id)
    if licence is not None:
        licences.seal(licence_id=licence, now=now)


def wind_up(*, case_id: uuid.UUID, now: dt.datetime) -> None:
    """Whatever the platform does of itself with a case that has ended, until somebody is waited for."""
    while step := queries.find_wind_up(case_id):
        _WINDING_UP[step](case_id=case_id, now=now)


def deliver(*, case_id: uuid.UUID, how: str, receipt: str, by: Actor, now: dt.datetime) -> Case:
    """The issuing counter, or the courier's signature, ends the way of the result to the applicant."""
    return cases.deliver(case_id=case_id, how=how, receipt=receipt, by=by, now=now)


def _deliver_electronically(*, case_id: uuid.UUID, now: dt.datetime) -> Case:
    return cases.deliver(case_id=case_id, how="electronic", receipt="网上送达", by=SYSTEM, now=now)


def _record_licence(case: Case, *, now: dt.datetime) -> None:
    granted = queries.find_granted(case)
    if granted is None:
        return
    licences.record_outcome(
        outcome=Outcome(
            case_id=case.id, case_number=case.number, item=case.item, organisation=case.organisation,
            organisation_name=case.organisation_name, region=case.region, holder=case.holder_id,
            holder_name=case.applicant_name, values=granted.values, decided_at=granted.decided_at,
            document_number=granted.document_number, used=granted.licences, by_default=granted.by_default,
            decided_by=granted.decided_by,
        ),
        by=SYSTEM, now=now,
    )  # fmt: skip


def _record_if_possible(case: Case, *, now: dt.datetime) -> None:
    """A grant by law waits for nothing: what keeps its licence back comes up again, and parks, when it is issued."""
    with suppress(DomainError):
        _record_licence(case, now=now)


def _issue_and_conclude(*, case_id: uuid.UUID, now: dt.datetime) -> Case:
    issue(case_id=case_id, now=now)
    return cases.conclude(case_id=case_id, now=now)


def _seal_and_archive(*, case_id: uuid.UUID, now: dt.datetime) -> Case:
    cases.seal_papers(case_id=case_id, now=now)
    return cases.archive(case_id=case_id, now=now)


_WINDING_UP = {
    Step.CONCLUDE: _issue_and_conclude,
    Step.DELIVER: _deliver_electronically,
    Step.ARCHIVE: _seal_and_archive,
}
