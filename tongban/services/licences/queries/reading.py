"""Licences to read: one holder's, and one with its history. Who may know of which is decided here."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.routing.prepared import fetch_one
from tongban.registers.calendars.rules.clock import local
from tongban.registers.identifiers.rules.masking import mask
from tongban.registers.parties import queries as parties
from tongban.services.licences import errors
from tongban.services.licences.models import IdentifierEntry, Licence
from tongban.services.licences.queries.contents import Contents, open_contents
from tongban.services.licences.queries.reach import may_use
from tongban.services.licences.queries.types import get_version
from tongban.services.licences.queries.usable import list_usable
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.fields import read_fields
from tongban.services.licences.rules.life import Operation, State, find_next, state_on
from tongban.services.licences.sealing import key_of

_BY_HAND = (Operation.SUSPEND, Operation.RESTORE, Operation.REVOKE, Operation.FORFEIT, Operation.CANCEL)
OFD, PDF = "ofd", "pdf"


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A licence in a list. `number` is in clear only to whoever holds it; `state` is that of the day."""

    id: uuid.UUID
    identifier: str
    type_code: str
    type_name: str
    kind: str
    number: str
    version: int
    holder: uuid.UUID
    holder_name: str
    issuer: str
    issuer_name: str
    region: str
    issued_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    state: State
    is_trusted: bool
    case_number: str


@dataclass(frozen=True, slots=True)
class ShownField:
    """What a licence says under a name; sensitive values masked for everybody but the holder."""

    code: str
    name: str
    name_en: str
    text: str
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class EventLine:
    """One operation on a licence."""

    operation: Operation
    state_to: str
    reason: str
    account: uuid.UUID | None
    unit: str
    case: uuid.UUID | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class LicenceView:
    """One licence whole. `possible`: what whoever asks may do with it now."""

    line: LicenceLine
    holder_code: str
    fields: tuple[ShownField, ...]
    events: tuple[EventLine, ...]
    predecessor: str
    successor: str
    sealed_at: dt.datetime | None
    ofd_digest: str
    pdf_digest: str
    origin: str
    document_number: str
    by_default: bool
    recorded_at: dt.datetime
    possible: tuple[Operation, ...]


_OF_CASE = 'SELECT id FROM licences_licence WHERE bucket = ANY(%(buckets)s) AND "case" = %(case)s ORDER BY id LIMIT 1'


def find_of_case(case: uuid.UUID, holder: uuid.UUID) -> uuid.UUID | None:
    """The licence that the holder's case gave, sealed or not; None where it gave none. For the journey."""
    found = fetch_one(
        _OF_CASE, {"buckets": [bucket_of(part) for part in parties.list_whole_file(holder)], "case": case}
    )
    return found[0] if found else None


def find_own_of_case(case: uuid.UUID, holder: uuid.UUID, *, actor: Actor, now: dt.datetime) -> uuid.UUID | None:
    """The same for whoever stands where the licence's holder stands: a company's licence is not its founder's own."""
    licence = find_of_case(case, holder)
    if licence is None:
        return None
    held_by = Licence.objects.values_list("holder", flat=True).get(id=licence)
    return licence if may_use(actor, held_by, now=now) else None


def list_held(holder: uuid.UUID, *, actor: Actor, now: dt.datetime) -> tuple[LicenceLine, ...]:
    """The licences of a holder's whole file, newest first, superseded ones left out.

    To the holder, whoever represents or acts for them and the platform all of them; to staff those of bodies whose
    licences they may read. Raises NotFound party.not_found for whoever may not know of the file.
    """
    ids, is_own = _reach_holder(holder, actor, now)
    rows = Licence.objects.filter(holder__in=ids).exclude(state=State.SUPERSEDED).order_by("-issued_on", "-id")
    seen = rows if is_own else [row for row in rows if _sees(row, actor)]
    return tuple(line_of(row, now, in_clear=is_own) for row in seen)


def get_licence(licence_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> LicenceView:
    """Raises NotFound licence.not_found, also for whoever may not know of it."""
    licence, is_own = get_visible(licence_id, actor=actor, now=now)
    contents = open_contents(licence)
    successor = Licence.objects.filter(bucket=licence.bucket, predecessor=licence).first()
    return LicenceView(
        line=line_of(licence, now, in_clear=is_own),
        holder_code=contents.holder_code if is_own else mask(contents.holder_code),
        fields=tuple(shown_fields(licence, contents, in_clear=is_own)),
        events=tuple(_list_events(licence)),
        predecessor=licence.predecessor.identifier if licence.predecessor else "",
        successor=successor.identifier if successor else "",
        sealed_at=licence.sealed_at, ofd_digest=licence.ofd_digest, pdf_digest=licence.pdf_digest,
        origin=licence.origin, document_number=licence.document_number, by_default=licence.by_default,
        recorded_at=licence.recorded_at, possible=_list_possible(licence, actor),
    )  # fmt: skip


def find_id(identifier: str) -> uuid.UUID | None:
    """The id behind an identifier in its one spelling; None where there is none."""
    return IdentifierEntry.objects.filter(key=key_of(identifier)).values_list("licence", flat=True).first()


def find_current(
    holder: uuid.UUID, type_names: Collection[str], *, now: dt.datetime
) -> Mapping[str, LicenceLine]:  # fmt: skip
    """By name of type the licence of the holder that counts today (`usable`); numbers in clear.

    Whoever asks has made sure of consent or basis.
    """
    return {row.type_name: line_of(row, now, in_clear=True) for row in list_usable(holder, type_names, now=now)}


def open_file(licence_id: uuid.UUID, form: str, *, actor: Actor, now: dt.datetime) -> tuple[bytes, str]:
    """The sealed file ("ofd" or "pdf") and its name, for whoever may see the licence; staff go through `hand_out`.

    Raises NotFound licence.not_found, licence.data_only.
    """
    licence, _ = get_visible(licence_id, actor=actor, now=now)
    return read_file(licence, form)


def read_file(licence: Licence, form: str) -> tuple[bytes, str]:
    """Raises NotFound licence.data_only."""
    file_id = {OFD: licence.ofd, PDF: licence.pdf}.get(form)
    if file_id is None:
        raise errors.data_only()
    file = files.get_file(SYSTEM, file_id, holder=licence.id)
    with files.open_content(file) as content:
        return content.read(), file.name


def get_visible(licence_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> tuple[Licence, bool]:
    """The row, and whether whoever asks stands where the holder stands. Raises NotFound licence.not_found."""
    licence = Licence.objects.filter(id=licence_id).select_related("predecessor").first()
    if licence is None:
        raise errors.not_found()
    if actor is SYSTEM or may_use(actor, licence.holder_id, now=now):
        return licence, True
    if not _sees(licence, actor):
        raise errors.not_found()
    return licence, False


def line_of(licence: Licence, now: dt.datetime, *, in_clear: bool = False) -> LicenceLine:
    return LicenceLine(
        licence.id, licence.identifier, licence.type_code, licence.type_name, licence.kind,
        open_contents(licence).number if in_clear else licence.number, licence.version, licence.holder_id,
        licence.holder_name, licence.issuer, licence.issuer_name, licence.region, licence.issued_on,
        licence.valid_from, licence.valid_until,
        state_on(State(licence.state), licence.valid_until, local(now).date()), licence.sealed_at is not None,
        licence.case_number,
    )  # fmt: skip


def _reach_holder(holder: uuid.UUID, actor: Actor, now: dt.datetime) -> tuple[list[uuid.UUID], bool]:
    parts = parties.list_whole_file(holder)
    is_own = actor is SYSTEM or may_use(actor, parts[0], now=now)
    if not is_own:
        parties.get_file(actor, parts[0], now=now)  # raises for whoever may not know of it
        if not actor.may_anywhere(rights.READ):
            raise errors.not_allowed(rights.READ)
    return parts, is_own


def _sees(licence: Licence, actor: Actor) -> bool:
    return actor.may(rights.READ, licence.region, licence.issuer)


def shown_fields(licence: Licence, contents: Contents, *, in_clear: bool) -> Iterable[ShownField]:
    """What the licence says, in the order of the type as it was issued."""
    for each in read_fields(get_version(licence.type_code, licence.type_version)["fields"]):
        if text := contents.said.texts.get(each.code):
            is_masked = each.sensitive and not in_clear
            yield ShownField(each.code, each.name, each.name_en, mask(text) if is_masked else text, is_masked)


def _list_events(licence: Licence) -> Iterable[EventLine]:
    for row in licence.events.filter(bucket=licence.bucket).order_by("sequence"):
        yield EventLine(
            Operation(row.operation), row.state_to, row.reason, row.account, row.unit, row.case, row.at
        )  # fmt: skip


def _list_possible(licence: Licence, actor: Actor) -> tuple[Operation, ...]:
    if actor is not SYSTEM and not actor.may(rights.MANAGE, licence.region, licence.issuer):
        return ()
    return tuple(each for each in _BY_HAND if find_next(State(licence.state), each) is not None)
