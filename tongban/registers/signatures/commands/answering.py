"""Answers: believed only after every check, followed once however many come at once.

The row lock of the request decides which answer wins. What a sign-in then writes lies in the files of a person and of
an enterprise, each a transaction of its own; a crash between leaves a request that nobody can use and that expires.
"""

import datetime as dt
import logging
import uuid
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, VISITOR
from tongban.foundation.kernel.errors import DomainError, Invalid
from tongban.foundation.outside import queries as outside
from tongban.foundation.outside.rules import Answer, Channel, read_answer
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries import Recognised
from tongban.registers.parties.rules import same_name
from tongban.registers.signatures import errors, sealing
from tongban.registers.signatures.checking import Checked
from tongban.registers.signatures.commands.entering import bind_account, find_accounts
from tongban.registers.signatures.models import SigningRequest
from tongban.registers.signatures.queries.requests import check_evidence, hash_of
from tongban.registers.signatures.rules import Confirmer, Evidence, Kind, State, find_objection, find_obstacle

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entered:
    """Who may enter, and for which enterprise they then act."""

    account: uuid.UUID
    enterprise: uuid.UUID


def receive_answer(*, body: bytes, signature: bytes, now: dt.datetime) -> None:
    """The request is signed by the enterprise that has to; a sign-in's account acts for it and stands at level 3.

    `body` is `foundation.outside.rules.Answer`, `signature` the platform's over it. Journals signatures.answered, else
    signatures.answer_refused with why. Raises NotAllowed signature.badly_signed, .untrusted (then the request still
    waits), NotFound signature.request_unknown, Conflict signature.expired, .answered_already, Invalid
    outside_malformed; and NotAllowed, closing the request, where the enterprise or the person is not who has to sign.
    """
    request: uuid.UUID | None = None
    try:
        if not outside.is_signed_by(Channel.SIGNATURE, body, signature):
            raise errors.badly_signed()
        answer = read_answer(body)
        request = _id_of(answer.key)
        _follow(request, answer, now)
    except DomainError as refusal:
        subject = f"signing-request:{request}" if request else "signing-platform"
        audit.record("signatures.answer_refused", by=VISITOR, now=now, subject=subject, refused_with=refusal.code)
        raise


def take_answer(*, body: bytes, signature: bytes, now: dt.datetime) -> uuid.UUID:
    """`receive_answer` for a sender that tells again what it has not heard back of: the request that was answered.

    The very answer that has counted changes nothing when it is told again. Raises as `receive_answer`.
    """
    repeated = _find_repeated(body, signature)
    if repeated is not None:
        return repeated
    receive_answer(body=body, signature=signature, now=now)
    return _id_of(read_answer(body).key)


def redeem_sign_in(*, request: uuid.UUID, browser: str, now: dt.datetime) -> Entered:
    """Whoever keeps the browser's secret enters, once. Journals signatures.redeemed.

    Raises NotFound signature.request_unknown for another browser, Conflict signature.answered_already, .expired,
    .not_answered, and NotAllowed with the code that the request was closed with.
    """
    with transaction.atomic():
        row = SigningRequest.objects.select_for_update().filter(id=request, browser=hash_of(browser)).first()
        if row is None or row.kind != Kind.SIGN_IN:
            raise errors.request_unknown()
        if row.state == State.REFUSED:
            raise errors.refused(row.refused_with)
        if row.state == State.USED:
            raise errors.answered_already()
        if now >= row.expires_at:
            raise errors.expired()
        if row.state != State.ANSWERED or row.account is None or row.enterprise is None:
            raise errors.not_answered()
        row.state = State.USED
        row.save(update_fields=["state"])
        _record("signatures.redeemed", row, now)
        return Entered(row.account, row.enterprise)


def _find_repeated(body: bytes, signature: bytes) -> uuid.UUID | None:
    """The request that this very answer has answered before; what is wrong with any other is found when it is taken."""
    if not outside.is_signed_by(Channel.SIGNATURE, body, signature):
        return None
    with suppress(DomainError):
        answer = read_answer(body)
        row = SigningRequest.objects.filter(id=_id_of(answer.key), state__in=(State.ANSWERED, State.USED)).first()
        if row is not None and row.evidence_sealed is not None:
            counted = sealing.unseal(row.evidence_sealed, row.id)
            is_same = (counted.signature, counted.certificates) == (answer.signature, answer.certificates)
            return row.id if is_same else None
    return None


def _id_of(key: str) -> uuid.UUID:
    try:
        return uuid.UUID(key)
    except ValueError as error:
        raise errors.request_unknown() from error


def _follow(request: uuid.UUID, answer: Answer, now: dt.datetime) -> None:
    """The answer is verified and judged under the row's lock; then what follows from it is done."""
    checked, known = _take(request, answer, now)
    row = SigningRequest.objects.get(id=request)
    if row.state != State.TAKEN:
        raise errors.refused(row.refused_with)
    try:
        account = None
        if row.kind == Kind.SIGN_IN and known is not None:
            account = bind_account(answer, checked.credit_code, known, now=now)
    except DomainError as refusal:
        _close(row, refusal.code)
        raise
    with transaction.atomic():
        SigningRequest.objects.filter(id=request).update(state=State.ANSWERED, account=account)
        _record("signatures.answered", row, now)


@transaction.atomic
def _take(request: uuid.UUID, answer: Answer, now: dt.datetime) -> tuple[Checked, Recognised | None]:
    """The request is TAKEN by this answer, or REFUSED where it is of the wrong enterprise or person."""
    row = SigningRequest.objects.select_for_update().filter(id=request).first()
    if row is None:
        raise errors.request_unknown()
    if code := find_obstacle(row.state, row.expires_at, now):
        raise errors.expired() if code == "signature.expired" else errors.answered_already()
    name = answer.person["name"]
    evidence = Evidence(bytes(row.statement), answer.signature, answer.certificates, answer.role, name)
    checked = check_evidence(evidence, at=now)
    if not checked.holds:
        raise errors.untrusted(*checked.fault)
    known = _recognise(checked, answer)
    objection = find_objection(_confirmer(row, checked, answer, known, now))
    if objection:
        _close(row, objection)
        return checked, known
    row.state, row.answered_at, row.enterprise = State.TAKEN, now, known.enterprise if known else None
    row.evidence_sealed = sealing.seal(evidence, row.id)
    row.save(update_fields=["state", "answered_at", "enterprise", "evidence_sealed"])
    return checked, known


def _recognise(checked: Checked, answer: Answer) -> Recognised | None:
    person = answer.person
    try:
        return parties.recognise(
            credit_code=checked.credit_code, document_kind=person["document_kind"], number=person["number"]
        )
    except Invalid:
        return None


def _confirmer(
    row: SigningRequest, checked: Checked, answer: Answer, known: Recognised | None, now: dt.datetime
) -> Confirmer:
    if known is None:
        return Confirmer(answer.role, is_known=False)
    names = [(known.name, checked.name)] + ([(known.person_name, answer.person["name"])] if known.person else [])
    return Confirmer(
        answer.role,
        is_known=True,
        is_asked=row.holder is None or parties.survivor_of(row.holder) == known.enterprise,
        names_agree=all(same_name(*pair) for pair in names),
        is_representative=known.is_representative,
        is_authorised=bool(find_accounts(known, now=now, action=row.action, item=row.item)),
    )


def _close(row: SigningRequest, code: str) -> None:
    SigningRequest.objects.filter(id=row.id).update(state=State.REFUSED, refused_with=code[:60])


def _record(action: str, row: SigningRequest, now: dt.datetime) -> None:
    subject, enterprise = f"signing-request:{row.id}", f"party:{row.enterprise}"
    audit.record(action, by=SYSTEM, now=now, subject=subject, kind=row.kind, enterprise=enterprise)
