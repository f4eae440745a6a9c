"""Corrections: one complete notice, one answer (一次性告知); and what was allowed to follow later (容缺)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing.ids import new_id
from tongban.foundation.routing.rows import find_row
from tongban.registers.calendars.rules.clock import Limit, Unit, local
from tongban.registers.catalogue.queries.terms import Terms, get_terms_under
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.regions.queries import profiles
from tongban.registers.signatures.commands import Asked
from tongban.services.cases import errors, sealing
from tongban.services.cases.commands import signing, timing
from tongban.services.cases.commands.findings import find
from tongban.services.cases.commands.papers import (
    check_application,
    check_files,
    count_answers,
    list_given,
    list_materials,
    replace_materials,
)
from tongban.services.cases.commands.steps import Taking, check_may, check_possible, read_text, taking
from tongban.services.cases.models import Case, CaseMaterial, CaseSignature, Correction
from tongban.services.cases.rules import materials, rights
from tongban.services.cases.rules.clock import ACCEPTANCE, Kind
from tongban.services.cases.rules.life import Step
from tongban.services.cases.rules.materials import FORM, Defect, Given, How
from tongban.services.cases.rules.signing import Signature, matter_of_answer

MOST_DEFECTS = 50
DEFECT_AT_MOST = 500


def request_correction(
    *, case_id: uuid.UUID, defects: Sequence[Defect], reason: str = "", by: Actor, now: dt.datetime
) -> Case:
    """The applicant is told once everything to be corrected, and until when; the acceptance clock stops.

    A further notice names what an earlier one named; new defects take a supervisor (`cases.supervise`) and a `reason`,
    and stand as a finding (GUI-03). Raises Invalid case.defects_missing, case.defect_unknown, Conflict
    case.second_notice, case.material_verified (these three recorded as findings), and as `taking`.
    """
    told = _read_defects(defects)
    why = read_text("reason", reason)
    try:
        with taking(case_id, Step.REQUEST_CORRECTION, by=by, now=now, opinion=why) as step:
            _check_defects(step.case, told)
            _check_second_notice(step, told, why)
            _write_notice(step, told, why)
    except Conflict as refusal:
        if refusal.code in ("case.second_notice", "case.material_verified"):
            find(case_id, refusal.code.removeprefix("case."), dict(refusal.facts), by=by, now=now)
        raise
    except Invalid as refusal:
        if refusal.code == "case.defect_unknown":
            find(case_id, "material_off_guide", dict(refusal.facts), by=by, now=now)
        raise
    return step.case


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
    """Every defect of the open notice is answered; the acceptance clock begins anew with what was received now.

    `values` and `answers` take the place of the form's, `given` that of the materials named. Judged by the terms the
    case was begun under. `signature`: the request by which the enterprise has signed the case as it stands afterwards
    (`ask_correction_signature`), or at the window its statement on paper; an item may ask for it. Raises Conflict
    case.correction_open, what `signing.sign` does, Invalid as `submitting.submit`, and as `taking`.
    """
    with taking(case_id, Step.CORRECT, by=by, now=now) as step:
        case = step.case
        notice = _find_notice(case, given, form=values is not None)
        step.facts = _take_in(case, values, answers, given, signature, by=by, now=now)
        Correction.objects.filter(id=notice.id).update(answered_at=now)
        case.received_at = now
        timing.start(case, Kind.ACCEPTANCE, since=now, limit=ACCEPTANCE)
        step.content = {"notice": notice.number, "materials": [each.code for each in given]}
    return step.case


def ask_correction_signature(
    *,
    case_id: uuid.UUID,
    values: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    given: Sequence[Given] = (),
    service: str,
    by: Actor,
    now: dt.datetime,
) -> Asked:
    """The enterprise is asked to sign the whole case as this answer to the notice would leave it; nothing is stored.

    The same again is the same request. Raises as `correct` for what could not be taken, Invalid
    case.signature_not_offered for a person, Unavailable signature.not_open.
    """
    case = _find_for(Step.CORRECT, case_id, by=by, now=now)
    _find_notice(case, given, form=values is not None)
    return _ask(case, values, answers, given, service=service, what="签署补正", by=by, now=now)


def _find_notice(case: Case, given: Sequence[Given], *, form: bool) -> Correction:
    """The open notice, each of its defects answered."""
    notice = Correction.objects.get(case=case, answered_at=None)
    open_ones = materials.list_unanswered([Defect(**each) for each in notice.defects], given, form=form)
    if open_ones:
        raise Conflict("case.correction_open", about="、".join(open_ones))
    return notice


def supply(
    *, case_id: uuid.UUID, given: Sequence[Given], signature: Signature | None = None, by: Actor, now: dt.datetime
) -> Case:
    """What was promised to follow is there: no gap is open any more.

    `signature`: as of `correct` (`ask_supply_signature`). Raises Conflict case.correction_open for a part of the gaps
    only, else as `correct`.
    """
    with taking(case_id, Step.SUPPLY, by=by, now=now) as step:
        case = step.case
        _check_gaps(case, given)
        step.facts = _take_in(case, None, None, given, signature, by=by, now=now)
        case.supply_days = case.supply_due_at = None
        step.content = {"materials": [each.code for each in given]}
    return step.case


def ask_supply_signature(
    *, case_id: uuid.UUID, given: Sequence[Given], service: str, by: Actor, now: dt.datetime
) -> Asked:
    """The enterprise is asked to sign the whole case as what it brings now would leave it; nothing is stored.

    The same again is the same request. Raises as `supply` for what could not be taken, and as
    `ask_correction_signature`.
    """
    case = _find_for(Step.SUPPLY, case_id, by=by, now=now)
    _check_gaps(case, given)
    return _ask(case, None, None, given, service=service, what="签署补交", by=by, now=now)


def _check_gaps(case: Case, given: Sequence[Given]) -> None:
    """Every promise is kept."""
    missing = [each.code for each in list_given(case) if each.how is How.PROMISE]
    left = sorted(set(missing) - {each.code for each in given if each.how is not How.PROMISE})
    if left:
        raise Conflict("case.correction_open", about="、".join(left))


def _find_for(step: Step, case_id: uuid.UUID, *, by: Actor, now: dt.datetime) -> Case:
    """The case, not locked, where they could take this step with it now."""
    case = find_row(Case, case_id)
    if case is None:
        raise errors.not_found()
    check_may(case, step, by=by, now=now)
    check_possible(case, step, now=now)
    return case


def _ask(
    case: Case,
    values: Mapping[str, Any] | None,
    answers: Mapping[str, Any] | None,
    given: Sequence[Given],
    *,
    service: str,
    what: str,
    by: Actor,
    now: dt.datetime,
) -> Asked:
    """To sign the case as these parts would leave it."""
    filled, _whole, fresh = _judge(case, values, answers, given, by)
    case.form_sealed = sealing.seal(filled, case.id)
    codes = {each.code for each in fresh}
    kept = [row for row in CaseMaterial.objects.filter(case=case, superseded_at=None) if row.code not in codes]
    return signing.ask(
        case, [*kept, *list_materials(case, terms_of(case).materials, fresh, now=now)],
        kind=get_party(case.holder_id).kind, matter=matter_of_answer(case.id, case.version), service=service,
        what=what, by=by, now=now,
    )  # fmt: skip


def _take_in(
    case: Case,
    values: Mapping[str, Any] | None,
    answers: Mapping[str, Any] | None,
    given: Sequence[Given],
    signature: Signature | None,
    *,
    by: Actor,
    now: dt.datetime,
) -> Mapping[str, str]:
    """The new parts beside the old ones are an application that may be stored, and are, signed where it has to be.

    Returns what the journal says of the signature.
    """
    filled, whole, fresh = _judge(case, values, answers, given, by)
    terms = terms_of(case)
    case.form_sealed = sealing.seal(filled, case.id)
    replace_materials(case, terms.materials, fresh, now=now)
    case.gaps = materials.count_gaps(whole)
    stored = list(CaseMaterial.objects.filter(case=case, superseded_at=None).order_by("id"))
    signed = signing.sign(
        case, stored, signature=signature, terms=terms, kind=get_party(case.holder_id).kind,
        matter=matter_of_answer(case.id, case.version), version=case.version + 1, by=by, now=now,
    )  # fmt: skip
    CaseSignature.objects.bulk_create(signed.rows)
    return signed.facts


def _judge(
    case: Case, values: Mapping[str, Any] | None, answers: Mapping[str, Any] | None, given: Sequence[Given], by: Actor
) -> tuple[dict[str, Any], list[Given], list[Given]]:
    """The form as it would be filled, all materials, and those of them that take another's place."""
    terms = terms_of(case)
    filled = sealing.unseal(case.form_sealed, case.id)
    filled["values"] = dict(values) if values is not None else filled["values"]
    filled["answers"] = count_answers(terms, answers) if answers is not None else filled["answers"]
    codes = {each.code for each in given}
    kept = [each for each in list_given(case) if each.code not in codes]
    filled["values"], whole = check_application(terms, filled["values"], filled["answers"], [*kept, *given])
    check_files(given, holder=case.holder_id, by=by)
    return filled, list(whole), [each for each in whole if each not in kept]


def terms_of(case: Case) -> Terms:
    """The terms it was submitted under: what it has to bring stays what was published then."""
    return get_terms_under(case.item, leaf_version=case.leaf_version, item_version=case.item_version)


def _read_defects(defects: Sequence[Defect]) -> list[Defect]:
    if not 0 < len(defects) <= MOST_DEFECTS:
        raise Invalid("case.defects_missing", {"defects": ["case.defects_missing"]})
    return [
        Defect(each.about, read_text(f"defects.{each.about}", each.text, required=True, most=DEFECT_AT_MOST))
        for each in defects
    ]


def _check_defects(case: Case, defects: Sequence[Defect]) -> None:
    """What they are about belongs to the case, and is not verified electronically already (APP-07)."""
    known = {row["code"] for row in terms_of(case).materials} | {FORM}
    verified = set(
        CaseMaterial.objects.filter(case=case, superseded_at=None, verified_at__isnull=False).values_list(
            "code", flat=True
        )
    )
    for defect in defects:
        if defect.about not in known:
            raise Invalid("case.defect_unknown", {"defects": ["case.defect_unknown"]}, about=defect.about[:40])
        if defect.about in verified:
            raise Conflict("case.material_verified", about=defect.about)


def _check_second_notice(step: Taking, defects: Sequence[Defect], reason: str) -> None:
    earlier = list(Correction.objects.filter(case=step.case).values_list("defects", flat=True))
    told = {each["about"] for defects_then in earlier for each in defects_then}
    fresh = materials.list_new(defects, told)
    if not earlier or not fresh:
        return
    supervises = step.by is SYSTEM or step.by.may(rights.SUPERVISE, step.case.region, step.case.organisation)
    if not supervises:
        raise Conflict("case.second_notice", about="、".join(fresh))
    if not reason:
        raise errors.reason_missing("reason")
    find(step.case.id, "second_notice_given", {"about": fresh, "reason": reason}, by=step.by, now=step.now)


def _write_notice(step: Taking, defects: Sequence[Defect], reason: str) -> None:
    case = step.case
    days = int(profiles.resolve(case.region, "correction_days", local(step.now).date()).value)
    timing.start(case, Kind.CORRECTION, since=step.now, limit=Limit(days, Unit.WORKING_DAY))
    rows = [{"about": each.about, "text": each.text} for each in defects]
    timing.read_again(case)
    Correction.objects.create(
        id=new_id(case.bucket), case=case, number=case.notices + 1, defects=rows, reason=reason, told_at=step.now,
        due_at=case.due_at,
    )  # fmt: skip
    for each in defects:
        CaseMaterial.objects.filter(case=case, code=each.about, superseded_at=None).update(defect=each.text)
    step.content = {"defects": rows, "due_at": case.due_at.isoformat() if case.due_at else None, "reason": reason}
