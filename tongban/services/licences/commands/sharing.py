"""The share interface (GB/T 36906): departments look at licences for a matter in hand; each look is logged.

Whoever asks stands in a post of its body, with the action `licences.share` there. What it sees, it sees in clear.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Unavailable
from tongban.registers.access import commands as access
from tongban.registers.calendars.rules.clock import local
from tongban.registers.catalogue.queries.terms import get_terms
from tongban.registers.identifiers.rules import licence_identifier
from tongban.registers.parties import commands as party_files
from tongban.registers.parties import queries as parties
from tongban.registers.regions.queries import profiles
from tongban.services.licences import errors
from tongban.services.licences.commands.looking import Look, write_looks
from tongban.services.licences.models import Licence
from tongban.services.licences.queries.contents import open_contents
from tongban.services.licences.queries.reach import unit_of
from tongban.services.licences.queries.reading import LicenceLine, ShownField, find_id, line_of, read_file, shown_fields
from tongban.services.licences.rules import rights, sharing
from tongban.services.licences.rules.fetching import Basis
from tongban.services.licences.rules.life import State
from tongban.services.licences.rules.sharing import Cause

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shared:
    """A licence as a department gets it: in clear."""

    line: LicenceLine
    holder_code: str
    holder_code_type: str
    fields: tuple[ShownField, ...]
    ofd_digest: str
    pdf_digest: str


def share_by_holder(
    *, holder_type: str, holder_code: str, types: Collection[str], cause: Cause, by: Actor, now: dt.datetime
) -> tuple[Shared, ...]:
    """The holder's licences of these types (names or codes), superseded ones left out; empty for an unknown holder.

    Raises Invalid licence.cause_refused (by field), party.refused, NotAllowed licence.action_not_allowed, Unavailable
    licence.quota_used_up.
    """
    _admit(cause, by, now)
    if not 1 <= len(types) <= sharing.TYPES_AT_MOST:
        raise errors.cause_refused({"types": ["licence.types_number"]})
    found = party_files.find_by_document(
        document_kind=holder_type, number=holder_code, purpose=cause.text.strip(), by=SYSTEM, now=now
    )
    if found is None:
        _record_miss(cause, by, now)
        return ()
    holder = parties.survivor_of(found.party)
    rows = Licence.objects.filter(holder__in=parties.list_part_ids(holder)).exclude(state=State.SUPERSEDED)
    wanted = [row for row in rows.order_by("-issued_on", "-id") if row.type_name in types or row.type_code in types]
    return _show(holder, wanted, cause, by, now)


def share_by_identifier(*, identifier: str, cause: Cause, by: Actor, now: dt.datetime) -> Shared:
    """One licence, whatever its state. Raises as `share_by_holder`, NotFound licence.not_found."""
    return _show_one(identifier, cause, by, now)[1]


def share_file(*, identifier: str, form: str, cause: Cause, by: Actor, now: dt.datetime) -> tuple[bytes, str]:
    """The sealed file ("ofd" or "pdf") and its name. Raises as above, NotFound licence.data_only."""
    licence, _ = _show_one(identifier, cause, by, now)
    return read_file(licence, form)


def _show_one(identifier: str, cause: Cause, by: Actor, now: dt.datetime) -> tuple[Licence, Shared]:
    _admit(cause, by, now)
    parsed = licence_identifier.parse(identifier)
    licence_id = find_id(str(parsed))
    licence = Licence.objects.filter(id=licence_id).first() if licence_id else None
    if licence is None:
        licence_identifier.refuse_unknown(parsed)
        _record_miss(cause, by, now)
        raise errors.not_found()
    holder = parties.survivor_of(licence.holder_id)
    return licence, _show(holder, [licence], cause, by, now)[0]


@transaction.atomic
def _show(
    holder: uuid.UUID, rows: list[Licence], cause: Cause, by: Actor, now: dt.datetime
) -> tuple[Shared, ...]:  # fmt: skip
    look = Look(
        holder=holder, basis=Basis.SHARE, item=cause.item.strip(), case_number=cause.case_number.strip(),
        purpose=cause.text.strip(), organisation=unit_of(by, by.region or ""),
    )  # fmt: skip
    write_looks(look, rows, by=by, now=now)
    return tuple(_shared(row, now) for row in rows)


def _shared(licence: Licence, now: dt.datetime) -> Shared:
    contents = open_contents(licence)
    return Shared(
        line_of(licence, now, in_clear=True), contents.holder_code, contents.holder_code_type,
        tuple(shown_fields(licence, contents, in_clear=True)), licence.ofd_digest, licence.pdf_digest,
    )  # fmt: skip


def _admit(cause: Cause, by: Actor, now: dt.datetime) -> None:
    """The cause is whole, the matter is theirs, and the day's quota is not used up."""
    if faults := sharing.find_faults(cause):
        raise errors.cause_refused(faults)
    _check_may(cause, by, now)
    _count(by, now)


def _check_may(cause: Cause, by: Actor, now: dt.datetime) -> None:
    if by is SYSTEM:
        return
    region, organisation = by.region or "", by.organisation
    if item := cause.item.strip():
        terms = get_terms(item, at=now)
        region, organisation = terms.region, terms.organisation
    if not by.may(rights.SHARE, region, organisation):
        raise errors.not_allowed(rights.SHARE)


def _count(by: Actor, now: dt.datetime) -> None:
    if by is SYSTEM:
        return
    quota = int(profiles.resolve(by.region or "", sharing.QUOTA_KEY, local(now).date()).value)
    try:
        access.count_attempts(limits={f"licences.share:{by.account}": quota}, window=_DAY, now=now)
    except Unavailable as refusal:
        raise errors.quota_used_up(int(refusal.facts.get("retry_after", 0)), quota) from refusal


def _record_miss(cause: Cause, by: Actor, now: dt.datetime) -> None:
    with transaction.atomic():
        audit.record(
            "licences.look_up_missed", by=by, now=now, subject=f"account:{by.account or by.role}",
            purpose=cause.text.strip(), item=cause.item, case=cause.case_number, region=by.region or "",
        )  # fmt: skip
