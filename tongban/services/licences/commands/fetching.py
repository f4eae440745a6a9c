"""Licences fetched for an item in hand, with consent or by law, instead of being uploaded (免提交)."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.catalogue.queries.terms import Terms, find_terms, get_terms
from tongban.registers.parties import queries as parties
from tongban.services.licences import errors
from tongban.services.licences.commands.consents import give_consent
from tongban.services.licences.commands.looking import Look, unit_of, write_looks, write_refusal
from tongban.services.licences.models import Consent, Licence, LookUp
from tongban.services.licences.queries.reach import check_fetches, may_use
from tongban.services.licences.queries.usable import list_usable
from tongban.services.licences.rules.fetching import Basis, Purpose, list_uncovered, type_of

SCANNED_KEEPS = dt.timedelta(hours=24)
"""What the window scanned today serves the application that it writes today; tomorrow it is asked again."""

_AGREED_BY_NAMING = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A licence as whoever asked for it gets it. `digest` is SHA-256 of its sealed OFD, "" while it is data only."""

    type_name: str
    identifier: str
    licence_id: uuid.UUID
    digest: str


def fetch(
    *, holder: uuid.UUID, types: Collection[str], purpose: Purpose, by: Actor, now: dt.datetime
) -> tuple[Fetched, ...]:
    """The holder's valid licences of these types; each look stands in the holder's history and in the journal.

    By the holder, whoever acts for them, or staff with `licences.fetch` over the item. Types the holder does not have
    are left out. Raises Invalid licence.purpose_missing, licence.no_law, Conflict licence.no_consent (these
    attempts stand in the history), NotAllowed licence.not_allowed, NotFound catalogue.item_unknown.
    """
    owner = parties.survivor_of(holder)
    look = Look(
        holder=owner, basis=purpose.basis, item=purpose.item, case_number=purpose.case_number,
        reference=purpose.reference if purpose.basis is not Basis.LAW else "",
        purpose=purpose.reference if purpose.basis is Basis.LAW else "", organisation=_find_unit(purpose.item, by, now),
    )  # fmt: skip
    try:
        _check(purpose, owner, types, by, now)
    except (Invalid, Conflict) as refusal:
        write_refusal(look, refusal.code, by=by, now=now)
        raise
    with transaction.atomic():
        found = list_usable(owner, types, now=now)
        write_looks(look, found, by=by, now=now)
    return tuple(fetched_of(each) for each in found)


def fetch_named(
    *, holder: uuid.UUID, item: str, named: Mapping[str, str], key: str, by: Actor, now: dt.datetime
) -> tuple[str, ...]:
    """For an application: `named` is material → identifier. Returns the materials whose licence is not what is needed;
    then nothing was looked at. Else each licence counts as looked at once under `key`.

    Who applies for themselves agrees by naming the licence, and that stands as a consent. Staff need a consent, or the
    holder's code scanned for this item within a day. A request that has led to a case is not judged
    again. An item that is not offered is left to whoever takes the case.
    Raises NotAllowed licence.not_allowed, Conflict licence.no_consent.
    """
    terms = find_terms(item, at=now)
    if terms is None:
        return ()
    owner = parties.survivor_of(holder)
    reference = reference_of(key, by)
    if _served(owner, reference):
        return ()
    is_own = may_use(by, owner, item=item, now=now)
    if not is_own:
        check_fetches(by, terms)
    needed = {row["code"]: type_of(row) for row in terms.materials}
    types = [needed[code] for code in named if needed.get(code)]
    usable = {each.type_name: each for each in list_usable(owner, types, now=now)}
    wrong = [code for code, told in named.items() if not _is(usable.get(needed.get(code, "")), told)]
    if wrong:
        return tuple(wrong)
    with transaction.atomic():
        basis = _settle_basis(owner, terms, usable, is_own=is_own, by=by, now=now)
        unit = unit_of(by, terms.organisation)
        look = Look(holder=owner, basis=basis, item=item, reference=reference, organisation=unit)
        write_looks(look, list(usable.values()), by=by, now=now)
    return ()


@transaction.atomic
def name_case(*, holder: uuid.UUID, key: str, case_number: str, by: Actor) -> int:
    """The looks under this key served that case: how many were not said to before."""
    owner = parties.survivor_of(holder)
    looks = LookUp.objects.filter(bucket=bucket_of(owner), holder=owner, reference=reference_of(key, by))
    return looks.filter(case_number="").update(case_number=case_number)


def reference_of(key: str, by: Actor) -> str:
    """What looks for a request are kept under: keys of two accounts never meet."""
    return f"{by.account or by.role}:{key}"[:200]


def _served(holder: uuid.UUID, reference: str) -> bool:
    """Whether a case came of this request before: then it only asks for its receipt again."""
    looks = LookUp.objects.filter(bucket=bucket_of(holder), holder=holder, reference=reference)
    return looks.exclude(case_number="").exists()


def _find_unit(item: str, by: Actor, now: dt.datetime) -> str:
    terms = find_terms(item, at=now)
    return unit_of(by, terms.organisation if terms else "")


def _is(licence: Licence | None, identifier: str) -> bool:
    return licence is not None and licence.identifier == identifier


def _check(purpose: Purpose, holder: uuid.UUID, types: Collection[str], by: Actor, now: dt.datetime) -> None:
    if not purpose.is_named:
        raise errors.purpose_missing()
    is_own = may_use(by, holder, item=purpose.item, now=now)
    if by is not SYSTEM and not is_own:
        check_fetches(by, get_terms(purpose.item, at=now))
    if purpose.basis is Basis.LAW and not is_own:
        if not purpose.reference.strip():
            raise errors.no_law()
        return
    if missing := list_uncovered([row.agreed() for row in _list_agreed(holder)], purpose.item, types, now):
        raise errors.no_consent(missing)


def _list_agreed(holder: uuid.UUID) -> list[Consent]:
    parts = parties.list_part_ids(holder)
    rows = Consent.objects.filter(bucket__in=sorted({bucket_of(part) for part in parts}), holder__in=parts)
    return list(rows.filter(withdrawn_at=None))


def _settle_basis(
    holder: uuid.UUID, terms: Terms, usable: Mapping[str, Licence], *, is_own: bool, by: Actor,
    now: dt.datetime,
) -> Basis:  # fmt: skip
    item = terms.item
    if is_own:
        agreed = [row.agreed() for row in _list_agreed(holder)]
        if missing := list_uncovered(agreed, item, list(usable), now):
            give_consent(
                holder=holder, item=item, types=missing, purpose=f"申请“{terms.name}”"[:200], by=by, now=now,
                until=now + _AGREED_BY_NAMING,
            )  # fmt: skip
        return Basis.CONSENT
    ids = {each.id for each in usable.values()}
    scanned = LookUp.objects.filter(
        bucket=bucket_of(holder), holder=holder, item=item, basis=Basis.CODE, licence__in=ids, refusal="",
        organisation=unit_of(by, terms.organisation), at__gte=now - SCANNED_KEEPS,
    )  # fmt: skip
    unscanned = ids - set(scanned.values_list("licence", flat=True))
    if not unscanned:
        return Basis.CODE
    types = [each.type_name for each in usable.values() if each.id in unscanned]
    if missing := list_uncovered([row.agreed() for row in _list_agreed(holder)], item, types, now):
        raise errors.no_consent(missing)
    return Basis.CONSENT


def fetched_of(licence: Licence) -> Fetched:
    """The licence as whoever asked for it gets it."""
    return Fetched(licence.type_name, licence.identifier, licence.id, licence.ofd_digest)
