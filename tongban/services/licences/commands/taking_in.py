"""Lists of licences: read and tried first, then written line by line. Holders that have no file yet get one."""

import datetime as dt
import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.spreadsheets.reading import Limits, Sheet, read_table
from tongban.registers.calendars.rules.clock import local
from tongban.registers.identifiers.rules import holder_code, licence_identifier
from tongban.registers.identifiers.rules.holder_code import Type
from tongban.registers.orgs import queries as orgs
from tongban.registers.parties import commands as parties
from tongban.services.licences import errors, sealing
from tongban.services.licences.commands import issuing
from tongban.services.licences.commands.authority import require
from tongban.services.licences.commands.gathering import get_holder
from tongban.services.licences.models import Licence, LicenceType, NumberEntry, Run, RunRow
from tongban.services.licences.rules import importing, rights
from tongban.services.licences.rules.fields import Field, read_fields
from tongban.services.licences.rules.importing import Line, LineFault, parse_line, read_line, write_line
from tongban.services.licences.rules.life import LIVING, Operation
from tongban.services.licences.rules.numbering import HOLDER
from tongban.services.licences.rules.runs import RunKind, RunState
from tongban.services.licences.rules.types import HolderKind

CELLS = "cells"
_READ = Limits(rows=importing.ROWS_AT_MOST + 1, columns=100)
_BATCH = 1_000


def start_import(
    *, content: bytes, name: str, type_code: str, issuer: str, by: Actor, now: dt.datetime, kind: str = RunKind.IMPORT
) -> Run:  # fmt: skip
    """The list is read and tried: each line waits or says what is wrong with it; no licence stands yet.

    `kind` import: licences that exist, with their numbers; issue: new ones, numbered as they are written. State checked
    when a line can be written, else refused. Raises NotAllowed, NotFound for type and body, Invalid spreadsheet.…,
    licence.header_refused (by column), Conflict licence.type_ended, licence.run_repeated for a file that was taken.
    """
    body = orgs.get_organisation(issuer)
    require(by, rights.TAKE_IN, body.region_id, issuer)
    type_row = _get_type(type_code)
    sheet = read_table(content, name=name, limits=_READ).sheets[0]
    digest = hashlib.sha256(content).hexdigest()
    _check_first_time(digest, type_code, issuer, kind)
    run = Run(
        id=uuid.uuid4(), kind=kind, type_code=type_code, issuer=issuer, region=body.region_id, title=name[:200],
        state=RunState.CHECKED, digest=digest, started_by=by.account, started_at=now, moved_at=now,
    )  # fmt: skip
    rows = list(_try(run, sheet, type_row, local(now).date()))
    run.total, run.refused = len(rows), sum(row.state == "refused" for row in rows)
    if run.total == run.refused:
        run.state = RunState.REFUSED
    with transaction.atomic():
        run.save(force_insert=True)
        RunRow.objects.bulk_create(rows, batch_size=_BATCH)
        audit.record(
            "licences.list_checked", by=by, now=now, subject=f"licence-run:{run.id}", region=run.region, kind=run.kind,
            organisation=issuer, type=type_code, rows=run.total, refused=run.refused,
        )  # fmt: skip
    return run


def write(run: Run, row: RunRow, *, now: dt.datetime) -> Licence:
    """The licence of a waiting line stands. Raises DomainError: what is wrong with the line."""
    line = parse_line(sealing.unseal(bytes(row.cells_sealed or b""), f"{run.id}:{row.line}", what=CELLS))
    type_row = LicenceType.objects.get(code=run.type_code)
    if line.number:
        _check_not_taken(line.number, run, type_row)
    holder = get_holder(_register(line, run.region, now), now=now)
    body = orgs.get_organisation(run.issuer)
    by = Actor(run.started_by, "system")
    told = issuing.Issue(
        type=type_row, operation=Operation.ISSUE, holder=holder, issuer=body.code, issuer_name=body.name,
        region=run.region, issued_on=line.issued_on, origin=run.kind, at=now, number=line.number,
        identifier=_spell(line.identifier), valid_from=line.valid_from, valid_until=line.valid_until,
        is_stated=line.is_stated, case_facts={"decided_by": run.started_by}, texts=line.texts,
    )  # fmt: skip
    return issuing.issue(told, by=by, now=now)


def _try(run: Run, sheet: Sheet, type_row: LicenceType, today: dt.date) -> Iterator[RunRow]:
    fields, has_numbers = read_fields(type_row.fields), run.kind == RunKind.IMPORT
    header = [cell.strip() for cell in sheet.rows[0]]
    faults: dict[str, list[str]] = {}
    for column, code in importing.check_header(header, fields, has_numbers=has_numbers):
        faults.setdefault(column, []).append(code)
    if faults:
        raise errors.header_refused(faults)
    numbers: Counter[str] = Counter()
    usual = Type.RESIDENT_ID if type_row.holder_kind == HolderKind.PERSON else Type.CREDIT_CODE
    for at, cells in enumerate(sheet.rows[1:], 2):
        told = {name: cell for name, cell in zip(header, cells, strict=False) if name}
        if any(cell.strip() for cell in told.values()):
            try:
                line = _judge(told, fields, usual, numbers, run, today)
            except LineFault as fault:
                yield RunRow(run=run, line=at, state="refused", faults=fault.faults)
            else:
                cells_sealed = sealing.seal(write_line(line), f"{run.id}:{at}", what=CELLS)
                yield RunRow(run=run, line=at, state="waiting", cells_sealed=cells_sealed)


def _judge(
    told: Mapping[str, str], fields: Sequence[Field], usual: str, numbers: Counter[str], run: Run, today: dt.date
) -> Line:
    line = read_line(told, fields, holder_type=usual, has_numbers=run.kind == RunKind.IMPORT, today=today)
    try:
        holder_code.parse(line.holder_type, line.holder_code)
    except Invalid as fault:
        column = importing.HOLDER_TYPE if fault.code == "holder_code.type" else importing.HOLDER_CODE
        raise LineFault({column: [fault.code]}) from fault
    if line.identifier:
        _check_identifier(line.identifier, run.type_code)
    if line.number:
        numbers[line.number] += 1
        if numbers[line.number] > 1:
            raise LineFault({importing.NUMBER: ["licence.number_repeated"]})
        if _find_taken(line.number, run):
            raise LineFault({importing.NUMBER: ["licence.number_taken"]})
    return line


def _check_identifier(identifier: str, type_code: str) -> None:
    try:
        parsed = licence_identifier.parse(identifier)
    except Invalid as fault:
        raise LineFault({importing.IDENTIFIER: [fault.code]}) from fault
    if parsed.type_code != type_code:
        raise LineFault({importing.IDENTIFIER: ["licence.identifier_of_other_type"]})


def _spell(identifier: str) -> str:
    return str(licence_identifier.parse(identifier)) if identifier else ""


def _find_taken(number: str, run: Run) -> uuid.UUID | None:
    entries = NumberEntry.objects.filter(
        value=sealing.index_of(number), type_code=run.type_code, issuer=run.issuer
    ).values_list("licence", flat=True)  # fmt: skip
    return entries.first()


def _check_not_taken(number: str, run: Run, type_row: LicenceType) -> None:
    """A number that is the holder's own may come again once its licence has ended; any other never."""
    taken = _find_taken(number, run)
    if taken is None:
        return
    if type_row.numbering != HOLDER or Licence.objects.filter(id=taken, state__in=LIVING).exists():
        raise errors.number_taken()


def _check_first_time(digest: str, type_code: str, issuer: str, kind: str) -> None:
    before = Run.objects.filter(digest=digest, type_code=type_code, issuer=issuer, kind=kind)
    if before.filter(state__in=(RunState.RUNNING, RunState.PARKED, RunState.FINISHED)).exists():
        raise errors.run_repeated()


def _get_type(code: str) -> LicenceType:
    row = LicenceType.objects.filter(code=code).first()
    if row is None:
        raise errors.type_not_found(code)
    if row.state != "active":
        raise errors.type_ended(code)
    return row


def _register(line: Line, region: str, now: dt.datetime) -> uuid.UUID:
    """The holder's file, made where there was none. Raises Conflict party.name_differs."""
    name, number = line.holder_name, line.holder_code
    if line.holder_type == Type.CREDIT_CODE:
        return parties.register_enterprise(name=name, number=number, region=region, by=SYSTEM, now=now).party
    return parties.register_person(
        name=name, document_kind=line.holder_type, number=number, region=region, by=SYSTEM, now=now
    ).party
