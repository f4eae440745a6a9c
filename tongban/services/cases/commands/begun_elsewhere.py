"""The beginning of a case that another system runs: its applicant's file, its row, what came with it."""

import datetime as dt
import uuid

from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.calendars.rules.clock import local
from tongban.registers.catalogue.queries.offers import check_offered
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.identifiers.rules.holder_code import Type
from tongban.registers.parties import commands as party_commands
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries.reach import get_party, list_part_ids
from tongban.services.cases import errors, sealing
from tongban.services.cases.commands import journal, timing
from tongban.services.cases.commands.findings import write
from tongban.services.cases.commands.papers import write_materials
from tongban.services.cases.commands.told_steps import actor_for
from tongban.services.cases.models import Case, CaseFee, CaseSource
from tongban.services.cases.rules.clock import ACCEPTANCE, Kind
from tongban.services.cases.rules.life import Document, State, Step
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.rules.told import Candidate, Told, Via
from tongban.services.cases.rules.words import Channel

_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_SEQUENCE = "SELECT nextval('cases_case_sequence')"
ELSEWHERE = "elsewhere"


def hold(subject: str) -> None:
    """Nobody else tells of this subject until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [f"cases.told:{subject}"])


def register_applicant(told: Told, terms: Terms, *, now: dt.datetime) -> uuid.UUID:
    """The open file of the applicant, found by the document's blind index or made.

    Raises Invalid told.refused (`applicant.…`), Conflict party.name_differs.
    """
    given = told.applicant
    if given is None:
        raise errors.told_refused({"applicant": ["told.missing"]})
    try:
        if given.document_kind == Type.CREDIT_CODE:
            found = party_commands.register_enterprise(
                name=given.name, number=given.document_number, region=terms.region, by=SYSTEM, now=now
            )
        else:
            found = party_commands.register_person(
                name=given.name, document_kind=given.document_kind, number=given.document_number,
                region=terms.region, by=SYSTEM, now=now,
            )  # fmt: skip
    except Invalid as refused:
        names = {"number": "document_number"}
        faults = {f"applicant.{names.get(field, field)}": codes for field, codes in refused.fields.items()}
        raise errors.told_refused(faults) from refused
    return parties.survivor_of(found.party)


def list_candidates(holder: uuid.UUID, item: str) -> list[Candidate]:
    """Cases of this applicant and item that other systems run, with the numbers they have there."""
    parts = list_part_ids(holder)
    buckets = sorted({bucket_of(part) for part in parts})
    cases = list(Case.objects.filter(bucket__in=buckets, holder__in=parts, item=item).exclude(mode="").order_by("id"))
    numbers: dict[uuid.UUID, dict[str, str]] = {case.id: {} for case in cases}
    for source in CaseSource.objects.filter(case__in=list(numbers)):
        numbers[source.case][source.system] = source.number
    return [Candidate(case.id, local(case.submitted_at).date(), numbers[case.id]) for case in cases]


def begin(via: Via, told: Told, terms: Terms, holder: uuid.UUID, now: dt.datetime) -> Case:
    """One more case in the store, submitted when it was there; its review is one step there.

    Not judged by the list, for it has happened: what was off the list, the guide or its fees then is found.
    """
    case = _row(via, told, terms, holder, now)
    case.submitted_by = via.account
    timing.start(case, Kind.ACCEPTANCE, since=told.submitted_at, limit=ACCEPTANCE)
    timing.read_again(case)
    case.save(force_insert=True)
    _write_parts(case, told, terms, now)
    by = actor_for(case, via.account)
    receipt = journal.next_paper(case, Document.RECEIPT, {"told": True, "number": told.number}, now=now)
    journal.write_step(case, Step.SUBMIT, "", by=by, at=told.submitted_at, now=now, paper=receipt)
    _find_off_list(case, now)
    return case


def _row(via: Via, told: Told, terms: Terms, holder: uuid.UUID, now: dt.datetime) -> Case:
    case_id = new_id(bucket_of(holder))
    with connection.cursor() as cursor:
        cursor.execute(_SEQUENCE)
        sequence = cursor.fetchone()[0]
    return Case(
        id=case_id, holder_id=holder, sequence=sequence, number=sealing.number_of(bucket_of(case_id), sequence),
        item=terms.item, leaf_version=terms.leaf_version, item_version=terms.item_version, item_name=terms.name,
        item_name_en=terms.name_en, project_type=terms.project_type, organisation=terms.organisation,
        organisation_name=terms.organisation_name, region=terms.region, applicant_name=get_party(holder).name,
        channel=Channel.SYSTEM, mode=via.mode, run_by=via.system, delivery=told.delivery, state=State.SUBMITTED,
        form_sealed=sealing.seal({"values": {}, "answers": {}, "address": ""}, case_id), default_grant=False,
        route=[{"code": ELSEWHERE, "kind": "decide", "name": via.name, "name_en": via.name}],
        promised_count=terms.promised.count, promised_unit=terms.promised.unit, legal_count=terms.legal.count,
        legal_unit=terms.legal.unit, submitted_at=told.submitted_at, received_at=told.submitted_at,
    )  # fmt: skip


def _write_parts(case: Case, told: Told, terms: Terms, now: dt.datetime) -> None:
    """Materials as they were asked for there; one that the guide does not list keeps its code for a name."""
    known = {row["code"] for row in terms.materials}
    unknown = [{"code": code, "name": code} for code in told.materials if code not in known]
    given = [Given(code, How.PAPER) for code in dict.fromkeys(told.materials)]
    write_materials(case, [*terms.materials, *unknown], given, now=now)
    CaseFee.objects.bulk_create(
        CaseFee(id=new_id(case.bucket), bucket=case.bucket, case=case, name=name, amount=amount, noted_at=now)
        for name, amount in {each.name: each.amount for each in told.fees}.items()
    )


def _find_off_list(case: Case, now: dt.datetime) -> None:
    try:
        check_offered(case.item, at=case.submitted_at)
    except Conflict as refusal:
        reason = refusal.code.removeprefix("admission.")
        write(
            case, "off_list", clock="", since=case.submitted_at, due_at=None, account=None,
            facts={"reason": reason, "system": case.run_by}, now=now,
        )  # fmt: skip
