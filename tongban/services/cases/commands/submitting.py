"""Submitting: once for each key, judged by the item's terms of that moment, a receipt only for what is stored."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.routing import commands as routing
from tongban.foundation.routing.commands import Key
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.calendars.rules.clock import local
from tongban.registers.catalogue.commands.violations import record_off_list
from tongban.registers.catalogue.queries.terms import Terms, get_terms
from tongban.registers.parties.rules import Kind as PartyKind
from tongban.registers.signatures.commands import Asked
from tongban.services.cases import errors, sealing
from tongban.services.cases.commands import signing, storing, timing
from tongban.services.cases.commands.papers import (
    check_application,
    check_own,
    count_answers_to,
    list_materials,
    list_named,
)
from tongban.services.cases.commands.procedure import route_of
from tongban.services.cases.commands.quality import note_refused
from tongban.services.cases.commands.storing import Inquiry
from tongban.services.cases.models import Case, CaseMaterial
from tongban.services.cases.queries.conditions import Conditions, get_conditions
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.clock import ACCEPTANCE, Kind
from tongban.services.cases.rules.life import State
from tongban.services.cases.rules.materials import Given, count_gaps
from tongban.services.cases.rules.signing import Signature, matter_of
from tongban.services.cases.rules.words import Channel, Delivery

_AUDIENCE = {PartyKind.PERSON: frozenset("1"), PartyKind.ENTERPRISE: frozenset("2345")}
_DELIVERY_CODES = {Delivery.WINDOW: "1", Delivery.COURIER: "2", Delivery.ELECTRONIC: "3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What somebody applies for, for whom, and with what. `draft` goes when the case is stored.

    `values` are the form's, `answers` the guidance's; `address` is where a courier goes. `promise`: 告知承诺.
    `signature` is the request by which the enterprise has signed what is handed in (`ask_signature`), or at the window
    its statement on paper.
    """

    item: str
    holder: uuid.UUID
    channel: Channel
    values: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    materials: Sequence[Given] = ()
    delivery: Delivery = Delivery.ELECTRONIC
    address: str = ""
    promise: bool = False
    draft: uuid.UUID | None = None
    signature: Signature | None = None

    def fingerprint(self) -> bytes:
        """The same bytes for the same application, whoever wrote its JSON in which order."""
        told = {name: getattr(self, name) for name in self.__slots__ if name not in ("materials", "signature")}
        told["materials"] = sorted((each.code, each.how, str(each.file), each.reference) for each in self.materials)
        return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant is told once the case is stored. The code opens its progress to whoever has the number."""

    case: uuid.UUID
    number: str
    query_code: str
    submitted_at: dt.datetime
    acceptance_due_at: dt.datetime | None


def submit(*, application: Application, key: str, by: Actor, now: dt.datetime) -> Receipt:
    """One more case of the holder, SUBMITTED, its acceptance clock running; the same key again gives the same receipt.

    Emits cases.step_taken. Raises Conflict `admission.…` for what is not on the list, an attempt that stands as a
    finding of the catalogue (清单之外无审批), NotAllowed case.not_yours, Conflict case.audience, Invalid (by field)
    case.answers_missing, case.other_item, case.form_refused, case.materials_refused, case.delivery_not_offered,
    case.promise_not_offered, case.channel_wrong (what a unit typed wrong counts against it), and as
    `routing.commands.spend` and `signing.sign`. Conflict case.draft_gone for a draft that somebody has handed in or
    thrown away.
    """
    wanted = _read_key(key, application, by)
    try:
        while True:
            case = _submit(application, wanted, by, now)
            if case is not None:
                return receipt_of(case)
    except Conflict as refusal:
        if refusal.code.startswith("admission."):
            record_off_list(application.item, refusal, by=by, now=now)
        raise
    except Invalid as refusal:
        if by.region:
            unit = by.organisation or get_terms(application.item, at=now).organisation
            note_refused(refusal, unit=unit, item=application.item, channel=application.channel, now=now)
        raise


def _submit(application: Application, key: Key, by: Actor, now: dt.datetime) -> Case | None:
    """The case of this key, made now, or before and then nothing is asked of the list. None: somebody came between."""
    named = list_named(application.materials)
    draft, files = application.draft, list(named)
    asked = storing.inquire(holder=application.holder, item=application.item, files=files, draft=draft, key=key, by=by)
    _check_may(application, asked, by, now)
    if asked.spent is not None:
        return Case.objects.get(id=key.result_of(*asked.spent))
    if not asked.draft_stands:
        raise errors.draft_gone()
    conditions = get_conditions(application.item, stamp=asked.stamp or "", now=now)
    case, materials = _judge(application, asked, conditions, by, now)
    matter = matter_of(draft, key.value)
    signed = signing.sign(
        case, materials, signature=application.signature, terms=conditions.terms, kind=asked.applicant.kind,
        matter=matter, version=case.version, by=by, now=now,
    )  # fmt: skip
    draft = draft if asked.holder == application.holder else None
    told: dict[str, Any] = {"signing": signed, "key": key, "draft": draft, "by": by, "now": now}
    return case if storing.store(case, materials, **told) else None


def ask_signature(*, application: Application, key: str, service: str, by: Actor, now: dt.datetime) -> Asked:
    """The enterprise that applies is asked to sign what would be stored if this were handed in now; nothing is stored.

    Its answer names the request: `Application.signature`; it is handed in as the same draft, or without one under the
    same key. The same again is the same request while it can be answered, or once it was. Raises as `submit` for what
    could not be handed in, Invalid case.signature_not_offered for a person, Conflict case.submitted_already,
    Unavailable signature.not_open.
    """
    wanted = _read_key(key, application, by)
    draft, files = application.draft, list(list_named(application.materials))
    asked = storing.inquire(
        holder=application.holder, item=application.item, files=files, draft=draft, key=wanted, by=by
    )
    _check_may(application, asked, by, now)
    if asked.spent is not None:
        wanted.result_of(*asked.spent)
        raise Conflict("case.submitted_already")
    if not asked.draft_stands:
        raise errors.draft_gone()
    conditions = get_conditions(application.item, stamp=asked.stamp or "", now=now)
    case, materials = _judge(application, asked, conditions, by, now)
    kind, matter = asked.applicant.kind, matter_of(draft, wanted.value)
    return signing.ask(case, materials, kind=kind, matter=matter, service=service, by=by, now=now)


def _read_key(key: str, application: Application, by: Actor) -> Key:
    return routing.read_key(key, scope=f"cases.submit:{by.account or by.role}", fingerprint=application.fingerprint())


def receipt_of(case: Case) -> Receipt:
    code = sealing.query_code_of(case.number)
    due = case.acceptance_due_at
    return Receipt(case.id, case.number, code, local(case.submitted_at), local(due) if due else None)


def _check_may(application: Application, asked: Inquiry, by: Actor, now: dt.datetime) -> None:
    """By a clerk at the window, by a system for itself, or by whoever may act for the party."""
    if by is SYSTEM:
        return
    if asked.region is not None and by.may(rights.ACCEPT, asked.region, asked.body):
        if application.channel is not Channel.WINDOW:
            raise Invalid("case.channel_wrong", {"channel": ["case.channel_wrong"]})
        return
    account = by.account
    if account is None or not asked.applicant.may_act(
        asked.holder, account, rights.SUBMIT, now=now, item=application.item
    ):
        raise errors.not_yours()
    if application.channel in (Channel.WINDOW, Channel.SYSTEM, Channel.HOTLINE):
        raise Invalid("case.channel_wrong", {"channel": ["case.channel_wrong"]})


def _check_offer(application: Application, terms: Terms, kind: str) -> None:
    if terms.audience and not terms.audience & _AUDIENCE[PartyKind(kind)]:
        raise Conflict("case.audience", item=terms.item)
    code = _DELIVERY_CODES[application.delivery]
    if terms.deliveries and code not in terms.deliveries:
        raise Invalid("case.delivery_not_offered", {"delivery": ["case.delivery_not_offered"]})
    if application.promise and not terms.promise:
        raise Invalid("case.promise_not_offered", {"promise": ["case.promise_not_offered"]})


def _judge(
    application: Application, asked: Inquiry, conditions: Conditions, by: Actor, now: dt.datetime
) -> tuple[Case, list[CaseMaterial]]:
    """The case and its materials as they are stored, if nothing speaks against it."""
    terms, applicant = conditions.terms, asked.applicant
    if applicant.kind is None or applicant.name is None:
        raise NotFound("party.not_found")
    _check_offer(application, terms, applicant.kind)
    answers = count_answers_to(conditions.guidance, application.answers)
    values, given = check_application(terms, application.values, answers, application.materials)
    check_own(list_named(given), asked.files)
    case = _new_case(asked, application, terms, now)
    case.applicant_name, case.submitted_by = applicant.name, by.account
    case.form_sealed = sealing.seal({"values": values, "answers": answers, "address": application.address}, case.id)
    case.gaps = count_gaps(given)
    case.supply_days = conditions.supply_days if case.gaps else None
    timing.start(case, Kind.ACCEPTANCE, since=now, limit=ACCEPTANCE)
    timing.compute(case, conditions.calendar, conditions.shares, ())
    return case, list_materials(case, terms.materials, given, now=now)


def _new_case(asked: Inquiry, application: Application, terms: Terms, now: dt.datetime) -> Case:
    bucket = bucket_of(asked.holder)
    return Case(
        id=new_id(bucket), bucket=bucket, holder_id=asked.holder, sequence=asked.sequence,
        number=sealing.number_of(bucket, asked.sequence), item=terms.item, leaf_version=terms.leaf_version,
        item_version=terms.item_version, item_name=terms.name, item_name_en=terms.name_en,
        project_type=terms.project_type, organisation=terms.organisation, organisation_name=terms.organisation_name,
        region=terms.region, channel=application.channel, delivery=application.delivery, state=State.SUBMITTED,
        route=route_of(terms), default_grant=terms.default_grant, promise=application.promise,
        promised_count=terms.promised.count, promised_unit=terms.promised.unit, legal_count=terms.legal.count,
        legal_unit=terms.legal.unit, submitted_at=now, received_at=now,
    )  # fmt: skip
