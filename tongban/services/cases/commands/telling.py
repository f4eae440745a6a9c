"""Cases of other systems in the same store: pushed and signed, or typed a second time; never twice (UAP-03, 05).

lock the number → match by applicant and item → begin or go on → what is new in the history, step by step → journal.
"""

import datetime as dt
import hashlib
import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.keys.signing import Sm2Verifier
from tongban.foundation.outbox import commands as outbox
from tongban.registers.calendars.rules.clock import local
from tongban.registers.catalogue.queries.terms import get_terms
from tongban.services.cases import errors
from tongban.services.cases.commands import journal
from tongban.services.cases.commands.begun_elsewhere import begin, hold, list_candidates, register_applicant
from tongban.services.cases.commands.quality import note_refused
from tongban.services.cases.commands.steps import lock
from tongban.services.cases.commands.told_steps import actor_for, record_step
from tongban.services.cases.events import SourcesMatched
from tongban.services.cases.models import Case, CaseEvent, CaseSource, System
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.reading_told import read_told
from tongban.services.cases.rules.told import TELLABLE, Mode, Told, best, find_match, find_rest, list_faults, outranks
from tongban.services.cases.rules.words import Channel

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Via:
    """The way a case came: the system (a body's code for what was typed), its name, and the mode of gathering."""

    system: str
    name: str
    mode: Mode
    is_vertical: bool = False
    account: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What became of a message. `news`: new, advanced, matched (another way told of it already) or known."""

    case: uuid.UUID
    number: str
    state: str
    version: int
    mode: str
    news: str


def push(*, system: str, body: bytes, signature: bytes, now: dt.datetime) -> Gathered:
    """The case in the system's message stands in the store as far as it is told; a message again changes nothing.

    Emits cases.step_taken for each step, cases.sources_matched. Raises NotAllowed told.badly_signed (also for an
    unknown system), told.item_not_of_system, Invalid told.refused by field, Conflict told.version_reused,
    told.history_differs, told.other_case, and the table's own, NotFound catalogue.item_unknown, told.case_unknown.
    """
    known = System.objects.filter(code=system, closed_at=None, public_key__isnull=False).first()
    if known is None or not Sm2Verifier(bytes(known.public_key or b"")).verify(body, signature):
        log.warning("a message of %s bytes in the name of a system is badly signed and was refused", len(body))
        raise errors.badly_signed()
    via = Via(known.code, known.name, Mode(known.mode), known.is_vertical)
    try:
        told = read_told(body)
        if told.item not in known.items:
            raise NotAllowed("told.item_not_of_system")
        return _take_in(via, told, hashlib.sha256(body).digest(), now)
    except Invalid as refused:
        note_refused(refused, unit=known.organisation, item="", channel=Channel.SYSTEM, now=now)
        raise


def type_in(*, told: Told, by: Actor, now: dt.datetime) -> Gathered:
    """The case stands in the store as typed by the body's staff from a system that is not connected (二次录入).

    `told.version` is not looked at: what is typed later counts. Raises NotAllowed case.not_allowed, and as `push`.
    """
    terms = get_terms(told.item, at=told.submitted_at)
    if by is not SYSTEM and not by.may(rights.ACCEPT, terms.region, terms.organisation):
        raise errors.not_allowed(rights.ACCEPT)
    via = Via(terms.organisation, terms.organisation_name, Mode.SECONDARY_ENTRY, account=by.account)
    digest = hashlib.sha256(json.dumps(asdict(told), default=str, sort_keys=True).encode()).digest()
    try:
        return _take_in(via, told, digest, now)
    except Invalid as refused:
        note_refused(refused, unit=by.organisation or terms.organisation, item=told.item, channel="typed", now=now)
        raise


def _take_in(via: Via, told: Told, digest: bytes, now: dt.datetime) -> Gathered:
    faults = list_faults(told, now=now)
    if faults:
        raise errors.told_refused(faults)
    with transaction.atomic():
        hold(f"{via.system}:{told.number}")
        source = CaseSource.objects.filter(system=via.system, number=told.number).first()
        if source is None:
            return _first(via, told, digest, now)
        return _again(via, source, told, digest, now)


def _first(via: Via, told: Told, digest: bytes, now: dt.datetime) -> Gathered:
    """Nobody knew this number: another way's case is found, or a new one begins."""
    if via.is_vertical:
        raise NotFound("told.case_unknown")
    terms = get_terms(told.item, at=told.submitted_at)
    holder = register_applicant(told, terms, now=now)
    hold(f"{holder}:{told.item}")
    candidates = list_candidates(holder, told.item)
    match = find_match(via.system, told.number, local(told.submitted_at).date(), candidates)
    case = lock(match) if match else begin(via.system, via.name, via.mode, told, terms, holder, via.account, now)
    source = CaseSource.objects.create(
        system=via.system, number=told.number, case=case.id, mode=via.mode, version=told.version, digest=digest,
        came_at=now, told_at=now,
    )  # fmt: skip
    leads = not match or outranks(via.mode, Mode(case.mode))
    if match:
        case = _match(case, via, now)
    return _gathered(_advance(case, source, told, via, now) if leads else case, "matched" if match else "new")


def _again(via: Via, source: CaseSource, told: Told, digest: bytes, now: dt.datetime) -> Gathered:
    """A later message about a case we have: only a higher version counts, and only of the way that leads."""
    case = lock(source.case)
    if case.item != told.item:
        raise Conflict("told.other_case")
    version = source.version + 1 if via.mode is Mode.SECONDARY_ENTRY else told.version
    same = bytes(source.digest) == digest
    if version == source.version and not same:
        raise Conflict("told.version_reused")
    if version <= source.version or same:
        return _gathered(case, "known")
    if case.run_by == via.system:
        case = _advance(case, source, told, via, now)
    CaseSource.objects.filter(id=source.id).update(version=version, digest=digest, told_at=now)
    return _gathered(case, "advanced")


def _advance(case: Case, source: CaseSource, told: Told, via: Via, now: dt.datetime) -> Case:
    """The told steps that are not recorded yet are, in their order, or none of them."""
    rest = find_rest(_recorded(case, source.since), told.steps)
    if rest is None:
        raise Conflict("told.history_differs")
    by = actor_for(case, via.account)
    for each in rest:
        case = record_step(case, each, paper=source.number[:40], by=by, now=now)
    if via.is_vertical and case.outcome and case.run_by:
        case.run_by = ""
        case.save(update_fields=["run_by"])
        CaseSource.objects.filter(id=source.id).update(waits=False)
    return case


def _recorded(case: Case, since: int) -> Sequence[str]:
    steps = CaseEvent.objects.filter(case=case, version__gt=since, step__in=TELLABLE).order_by("version")
    return list(steps.values_list("step", flat=True))


def _match(case: Case, via: Via, now: dt.datetime) -> Case:
    """One record, counted under the best mode; the way that does not lead is told."""
    kept = best((via.mode, Mode(case.mode)))
    other = case.mode if kept is via.mode else via.mode
    if kept != case.mode:
        case.mode, case.run_by = kept, via.system
        case.save(update_fields=["mode", "run_by"])
    journal.record("cases.sources_matched", case, by=SYSTEM, now=now, kept=kept, other=str(other), system=via.system)
    event = SourcesMatched(
        case=case.id, number=case.number, organisation=case.organisation, region=case.region, kept=kept,
        told=str(other), system=via.system, at=now,
    )  # fmt: skip
    outbox.emit(event, bucket=case.bucket, now=now)
    return case


def _gathered(case: Case, news: str) -> Gathered:
    return Gathered(case.id, case.number, case.state, case.version, case.mode, news)
