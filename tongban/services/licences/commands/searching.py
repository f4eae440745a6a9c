"""Staff look for a licence: by its identifier, its printed number or its holder; for a purpose, which is journalled."""

import datetime as dt
import uuid
from collections.abc import Sequence
from enum import StrEnum

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import licence_identifier
from tongban.registers.parties import commands as party_files
from tongban.registers.parties import queries as parties
from tongban.services.licences import errors, sealing
from tongban.services.licences.commands import journal
from tongban.services.licences.commands.looking import Look, write_looks
from tongban.services.licences.models import Licence, NumberEntry
from tongban.services.licences.queries.reach import unit_of
from tongban.services.licences.queries.reading import LicenceLine, find_id, get_visible, line_of, read_file
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.fetching import Basis

PURPOSE_AT_MOST = 200
FOUND_AT_MOST = 200


class By(StrEnum):
    """What somebody looks for a licence with."""

    IDENTIFIER = "identifier"
    NUMBER = "number"
    HOLDER = "holder"


@transaction.atomic
def search(
    *, what: By, text: str, purpose: str, by: Actor, now: dt.datetime, document_kind: str = ""
) -> tuple[LicenceLine, ...]:  # fmt: skip
    """The licences that fit and that the actor may read, newest first; numbers as anybody may read them.

    Journals licences.searched with the purpose and what was found, never what was typed; each look stands in the
    holder's history. Raises NotAllowed
    licence.action_not_allowed, Invalid licence.search_purpose, licence_identifier.… at `text`, party.refused.
    """
    if by is not SYSTEM and not by.may_anywhere(rights.READ):
        raise errors.not_allowed(rights.READ)
    why = read_purpose(purpose)
    found = _find(what, text.strip(), document_kind, why, by, now)
    seen = [row for row in found if by is SYSTEM or by.may(rights.READ, row.region, row.issuer)]
    audit.record(
        "licences.searched", by=by, now=now, subject=f"account:{by.account or by.role}", purpose=why, what=what.value,
        found=[str(row.id) for row in seen], region=by.region or "",
    )  # fmt: skip
    _write_looks(seen, why, by, now)
    return tuple(line_of(row, now) for row in seen)


@transaction.atomic
def hand_out(
    *, licence_id: uuid.UUID, form: str, purpose: str, by: Actor, now: dt.datetime
) -> tuple[bytes, str]:  # fmt: skip
    """The sealed file and its name, for staff: a look like any other. Journals licences.handed_out with the purpose.

    Raises NotFound licence.not_found, licence.data_only, Invalid licence.search_purpose.
    """
    licence, _ = get_visible(licence_id, actor=by, now=now)
    why = read_purpose(purpose)
    found = read_file(licence, form)
    _write_looks([licence], why, by, now)
    journal.record("licences.handed_out", licence, by=by, now=now, purpose=why, form=form)
    return found


@transaction.atomic
def look_at(*, licence_id: uuid.UUID, purpose: str, by: Actor, now: dt.datetime) -> None:
    """Somebody of staff who was led to a licence has said why they look: it stands in the holder's history.

    Raises NotFound licence.not_found, Invalid licence.search_purpose.
    """
    licence, _ = get_visible(licence_id, actor=by, now=now)
    _write_looks([licence], read_purpose(purpose), by, now)


def _write_looks(licences: Sequence[Licence], purpose: str, by: Actor, now: dt.datetime) -> None:
    """Each holder sees who looked and why: a body; or, of whoever stands for a region alone, that region."""
    body, seen = unit_of(by, by.region or ""), dict[uuid.UUID, list[Licence]]()
    for each in licences:
        seen.setdefault(parties.survivor_of(each.holder_id), []).append(each)
    for holder, rows in seen.items():
        look = Look(holder=holder, basis=Basis.LAW, item="", purpose=purpose, organisation=body)
        write_looks(look, rows, by=by, now=now)


def read_purpose(purpose: str) -> str:
    """Raises Invalid licence.search_purpose."""
    purpose = purpose.strip()
    if not 2 <= len(purpose) <= PURPOSE_AT_MOST or not purpose.isprintable():
        raise Invalid("licence.search_purpose", {"purpose": ["licence.search_purpose"]})
    return purpose


def _find(
    what: By, text: str, document_kind: str, purpose: str, by: Actor, now: dt.datetime
) -> Sequence[Licence]:  # fmt: skip
    match what:
        case By.IDENTIFIER:
            return _find_identified(text)
        case By.NUMBER:
            ids = NumberEntry.objects.filter(value=sealing.index_of(text)).values_list("licence", flat=True)
            return list(Licence.objects.filter(id__in=list(ids[:FOUND_AT_MOST])))
        case By.HOLDER:
            party = party_files.find_by_document(
                document_kind=document_kind, number=text, purpose=purpose, by=by, now=now
            )
            parts = parties.list_whole_file(party.party) if party else []
            return list(Licence.objects.filter(holder__in=parts).order_by("-issued_on", "-id")[:FOUND_AT_MOST])


def _find_identified(text: str) -> list[Licence]:
    try:
        parsed = licence_identifier.parse(text)
        found = find_id(str(parsed))
        if found is None:
            licence_identifier.refuse_unknown(parsed)
            return []
    except Invalid as fault:
        raise Invalid(fault.code, {"text": [fault.code]}, **fault.facts) from fault
    return list(Licence.objects.filter(id=found))
