"""The holder's history: who looked at which licence, for which body, when and why."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.access.queries import catalogue as access
from tongban.registers.catalogue.queries.terms import find_terms
from tongban.registers.orgs import queries as orgs
from tongban.registers.parties import queries as parties
from tongban.registers.regions import queries as regions
from tongban.services.licences.models import LookUp
from tongban.services.licences.queries.reach import check_uses
from tongban.services.licences.rules.fetching import FOUND_NOTHING, Basis

PAGE = 50
REGION_DIGITS = 12
Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class LookUpLine:
    """One look as the holder reads it. `organisation_name` is a body's, or region and role of staff without a
    body; "" where the holder or an agent looked.

    `is_me`: whoever asks looked themselves. `refusal`: the code, where nothing was shown.
    """

    at: dt.datetime
    licence: uuid.UUID | None
    type_name: str
    basis: Basis
    organisation_name: str
    item: str
    item_name: str
    item_name_en: str
    case_number: str
    purpose: str
    is_me: bool
    refusal: str


def list_look_ups(
    holder: uuid.UUID, *, actor: Actor, now: dt.datetime, licence: uuid.UUID | None = None, after: str = "",
    limit: int = PAGE,
) -> tuple[tuple[LookUpLine, ...], str]:  # fmt: skip
    """Looks at the holder's licences, or at one of them, newest first, and the cursor of the next page ("": none).

    Raises NotAllowed licence.not_yours.
    """
    check_uses(actor, holder, now=now)
    parts = parties.list_whole_file(holder)
    rows = LookUp.objects.filter(bucket__in=sorted({bucket_of(part) for part in parts}), holder__in=parts)
    rows = _after(rows.filter(licence=licence) if licence else rows, after)
    found = list(rows.order_by("-at", "-id")[: limit + 1])
    more = f"{found[limit - 1].at.isoformat()}~{found[limit - 1].id}" if len(found) > limit else ""
    shown = found[:limit]
    items = {item: find_terms(item, at=now) for item in {row.item for row in shown if row.item}}
    names = {item: (terms.name, terms.name_en) for item, terms in items.items() if terms}
    bodies = _names_of(shown)
    return tuple(_line(row, names, bodies, actor) for row in shown), more


def has_looked(licence_id: uuid.UUID, *, by: Actor, since: dt.datetime) -> bool:
    """Whether this member of staff has looked at the licence since then, and so has said why."""
    if by.account is None:
        return False
    with fan_out_allowed("a look stands in the file of its holder, which may have been merged into another"):
        rows = LookUp.objects.filter(account=by.account, licence=licence_id, at__gte=since, refusal="")
        return rows.exclude(organisation="").exists()


def list_scans(
    holder: uuid.UUID, *, since: dt.datetime, actor: Actor, now: dt.datetime
) -> tuple[LookUpLine, ...]:  # fmt: skip
    """What windows have got by a code of the holder's since then; where one found nothing, a line that says so.

    Raises NotAllowed licence.not_yours.
    """
    check_uses(actor, holder, now=now)
    owner = parties.survivor_of(holder)
    rows = LookUp.objects.filter(bucket=bucket_of(owner), holder=owner, basis=Basis.CODE, at__gte=since)
    rows = rows.filter(refusal__in=("", FOUND_NOTHING))
    found = list(rows.order_by("-at", "-id")[:PAGE])
    bodies = _names_of(found)
    return tuple(_line(row, {}, bodies, actor) for row in found)


def _names_of(rows: list[LookUp]) -> Names:
    """Who looked, by body and role."""
    told = {(row.organisation, row.role) for row in rows if row.organisation}
    return {(code, role): _name_of(code, role) for code, role in told}


def _name_of(code: str, role: str) -> str:
    if len(code) == REGION_DIGITS:
        region, known = regions.find_region(code), access.list_roles().get(role)
        return " · ".join([*([region.name] if region else []), *([known.zh] if known else [])])
    body = orgs.find_organisation(code)
    return body.name if body else code


def _line(row: LookUp, items: Mapping[str, tuple[str, str]], bodies: Names, actor: Actor) -> LookUpLine:
    name, name_en = items.get(row.item, (row.item, ""))
    body = bodies.get((row.organisation, row.role), "")
    return LookUpLine(
        row.at, row.licence, row.type_name, Basis(row.basis), body, row.item, name, name_en,
        row.case_number, row.purpose, row.account is not None and row.account == actor.account, row.refusal,
    )  # fmt: skip


def _after(rows, cursor: str):  # type: ignore[no-untyped-def]
    """What follows the cursor; a cursor that nobody gave out begins at the top."""
    try:
        at, last = cursor.split("~")
        seen, seen_id = dt.datetime.fromisoformat(at), uuid.UUID(last)
    except ValueError:
        return rows
    return rows.filter(Q(at__lt=seen) | Q(at=seen, id__lt=seen_id))
