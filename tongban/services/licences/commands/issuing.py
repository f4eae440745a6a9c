"""How every licence begins: numbered, sealed away, registered, told; its predecessor superseded with it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.commands import insert
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.identifiers.rules.masking import mask
from tongban.services.licences import errors, sealing
from tongban.services.licences.commands import journal, registering
from tongban.services.licences.commands.gathering import Facts, Holder, gather
from tongban.services.licences.commands.steps import move
from tongban.services.licences.models import Licence, LicenceType
from tongban.services.licences.queries.contents import open_contents
from tongban.services.licences.rules.fields import pick_public, read_fields
from tongban.services.licences.rules.life import Operation, State
from tongban.services.licences.rules.numbering import HOLDER, is_counted, write_number
from tongban.services.licences.rules.types import fits_holder
from tongban.services.licences.rules.validity import last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A licence that is to stand. Given `number`, `identifier` or `valid_until` are taken as they are.

    `texts`: what it says in words already, by field; the rest is gathered. `is_stated`: the period is given.
    `case_facts`: the row's columns about the case it comes from.
    """

    type: LicenceType
    operation: Operation
    holder: Holder
    issuer: str
    issuer_name: str
    region: str
    issued_on: dt.date
    origin: str
    at: dt.datetime
    predecessor: Licence | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    identifier: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    is_stated: bool = False
    case_facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def issue(told: Issue, *, by: Actor, now: dt.datetime) -> Licence:
    """The licence stands as data, its predecessor is superseded. Emits licences.recorded (and licences.changed).

    Raises Conflict licence.holder_kind, licence.identifier_taken, licence.number_taken, licence.not_now,
    licence.versions_used_up, Invalid `licence_identifier.…`.
    """
    if not fits_holder(told.type.holder_kind, is_person=told.holder.is_person):
        raise errors.holder_kind()
    if told.predecessor is not None:
        move(told.predecessor, Operation.SUPERSEDE, by=by, at=told.at, now=now, case=told.case_facts.get("case"))
    licence, number = _row(told, now)
    registering.claim(licence, number, told.type.numbering)
    journal.write_operation(
        licence, told.operation, "", row=insert(Licence, "licence"), action="licences.recorded",
        fact=journal.recorded(licence, told.operation, now=now), by=by, at=told.at, now=now, case=licence.case,
        facts={
            "identifier": licence.identifier, "type": licence.type_code, "operation": str(told.operation),
            "origin": licence.origin,
        },
    )  # fmt: skip
    return licence


def _row(told: Issue, now: dt.datetime) -> tuple[Licence, str]:
    """The row, not yet stored, and its number in clear."""
    former, holder, kind = told.predecessor, told.holder, told.type
    row_id = new_id(bucket_of(holder.id))
    valid_from, valid_until = _period(told)
    number = told.number or _number(told, former)
    facts = Facts(
        holder=holder, organisation_name=told.issuer_name, number=number, issued_on=told.issued_on,
        valid_until=valid_until, case_number=told.case_facts.get("case_number", ""), values=told.values,
        texts=told.texts, former=open_contents(former).said if former else None,
    )  # fmt: skip
    fields = read_fields(kind.fields)
    said = gather(fields, facts)
    identifier, version = _identifier(told, former)
    is_private = kind.numbering == HOLDER and holder.is_person
    content = {
        "number": number, "holder_code": holder.code, "holder_code_type": holder.code_type, "texts": said.texts,
        "plain": said.plain,
    }  # fmt: skip
    licence = Licence(
        id=row_id, bucket=bucket_of(row_id), holder_id=holder.id, identifier=identifier, type_code=kind.code,
        type_version=kind.version, type_name=kind.name, kind=kind.kind, number=mask(number) if is_private else number,
        version=version, predecessor=former, holder_name=holder.name, holder_shown=holder.shown, issuer=told.issuer,
        issuer_name=told.issuer_name, region=told.region, values_sealed=sealing.seal(content, row_id),
        values_public=pick_public(fields, said.texts), issued_on=told.issued_on, valid_from=valid_from,
        valid_until=valid_until, state=State.VALID, state_at=told.at, origin=told.origin, recorded_at=now,
        **told.case_facts,
    )  # fmt: skip
    return licence, number


def _period(told: Issue) -> tuple[dt.date, dt.date | None]:
    """A change keeps the period of what it changes; everything else begins on the day it is issued."""
    if told.is_stated:
        return told.valid_from or told.issued_on, told.valid_until
    if told.operation is Operation.CHANGE and told.predecessor is not None:
        return told.predecessor.valid_from, told.predecessor.valid_until
    first = told.valid_from or told.issued_on
    return first, last_day(first, told.type.validity)


def _number(told: Issue, former: Licence | None) -> str:
    if former is not None:
        return open_contents(former).number
    pattern, year = told.type.numbering, told.issued_on.year
    serial = registering.next_serial(told.issuer, told.type.code, year) if is_counted(pattern) else 0
    return write_number(pattern, year=year, region=told.region, serial=serial, holder_code=told.holder.code)


def _identifier(told: Issue, former: Licence | None) -> tuple[str, int]:
    if told.identifier:
        return told.identifier, 1
    if former is not None:
        return registering.next_identifier(former, told.issuer)
    return registering.new_identifier(told.type.code, told.issuer), 1
