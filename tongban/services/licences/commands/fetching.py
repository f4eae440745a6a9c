"""Licences fetched for an item in hand, with consent or by law, instead of being uploaded (免提交)."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.catalogue.queries.terms import Terms, find_terms, get_terms
from tongban.registers.parties import queries as parties
from tongban.services.licences import errors
from tongban.services.licences.commands.consents import give_consent
from tongban.services.licences.commands.looking import Look, write_looks, write_refusal
from tongban.services.licences.models import Consent, Licence, LookUp
from tongban.services.licences.queries.reach import check_fetches, may_use, unit_of
from tongban.services.licences.queries.reading import find_id
from tongban.services.licences.queries.standing import list_standing
from tongban.services.licences.queries.usable import list_usable
from tongban.services.licences.rules.fetching import SCANNED_KEEPS, UNUSED, Basis, Purpose, list_uncovered

_AGREED_BY_NAMING = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A licence as whoever asked for it gets it. `digest` is SHA-256 of its sealed OFD, "" while it is data only."""

    type_name: str
    identifier: str
    licence_id: uuid.UUID
    digest: str


@dataclass(frozen=True, slots=True)
class Used:
    """The licences that a request names: in whose files the looks stand, under which reference.

    `wrong`: the materials whose licence is not what is needed.
    """

    wrong: tuple[str, ...] = ()
    holders: tuple[uuid.UUID, ...] = ()
    reference: str = ""


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
    *, holder: uuid.UUID, terms: Terms, named: Mapping[str, str], key: str, by: Actor, now: dt.datetime
) -> Used:
    """For an application: `named` is material → identifier. Where all are what is needed, each counts as looked at
    once under `key`, in the file of whoever holds it; where one is not, nothing was looked at.

    A person's paper may stand in the application of whom they represent or act for, with their own consent
    (`queries.standing`). Whoever applies agrees by naming a licence of theirs or of whom they apply for, and that
    stands as a consent. Staff need a consent, or the code of whoever holds it scanned for this item within a day. A
    request that has led to a case is not judged again. Raises NotAllowed licence.not_allowed, Conflict
    licence.no_consent.
    """
    owner, reference = parties.survivor_of(holder), reference_of(key, by)
    is_own = may_use(by, owner, item=terms.item, now=now)
    if not is_own:
        check_fetches(by, terms)
    persons = _list_persons(named, by, is_own=is_own)
    if any(_is_served(each, reference) for each in (owner, *persons)):
        return Used(holders=(owner, *persons), reference=reference)
    rows = [row for row in terms.materials if row["code"] in named]
    found = list_standing(rows, holder=owner, item=terms.item, persons=persons, now=now)
    wrong = tuple(code for code, told in named.items() if not _is(found.get(code), told))
    if wrong:
        return Used(wrong=wrong)
    holders = _look_at(found.values(), terms, reference, is_own=is_own, by=by, now=now)
    return Used(holders=holders, reference=reference)


def name_case(*, used: Used, case_number: str) -> int:
    """The looks served that case: how many were not said to before."""
    return sum(_looks_of(each, used).update(case_number=case_number, refusal="") for each in used.holders)


def note_unused(*, used: Used) -> int:
    """Nothing came of the request: its looks say so to whoever holds the licences, until the same request succeeds."""
    return sum(_looks_of(each, used).update(refusal=UNUSED) for each in used.holders)


def _looks_of(holder: uuid.UUID, used: Used) -> QuerySet[LookUp]:
    return LookUp.objects.filter(bucket=bucket_of(holder), holder=holder, reference=used.reference, case_number="")


def reference_of(key: str, by: Actor) -> str:
    """What looks for a request are kept under: keys of two accounts never meet."""
    return f"{by.account or by.role}:{key}"[:200]


def _look_at(
    licences: Collection[Licence], terms: Terms, reference: str, *, is_own: bool, by: Actor, now: dt.datetime
) -> tuple[uuid.UUID, ...]:
    """In whose files the looks stand: each is a transaction of its own, once there is a basis in every one of them."""
    by_holder: dict[uuid.UUID, dict[uuid.UUID, Licence]] = {}
    for licence in licences:
        by_holder.setdefault(parties.survivor_of(licence.holder_id), {})[licence.id] = licence
    bases = {
        holder: _settle_basis(holder, terms, list(held.values()), is_own=is_own, by=by, now=now)
        for holder, held in by_holder.items()
    }
    unit = unit_of(by, terms.organisation)
    for holder, held in by_holder.items():
        look = Look(holder=holder, basis=bases[holder], item=terms.item, reference=reference, organisation=unit)
        with transaction.atomic():
            write_looks(look, list(held.values()), by=by, now=now)
    return tuple(by_holder)


def _list_persons(named: Mapping[str, str], by: Actor, *, is_own: bool) -> tuple[uuid.UUID, ...]:
    """Who may stand there with papers of their own: whoever applies; for staff whoever holds what is named."""
    if is_own:
        assert by.account is not None
        own = parties.find_own_party(by.account)
        return (own,) if own else ()
    ids = [found for told in sorted(set(named.values())) if (found := find_id(told))]
    holders = [licence.holder_id for licence in Licence.objects.filter(id__in=ids)]
    return tuple(dict.fromkeys(parties.survivor_of(each) for each in holders))


def _is_served(holder: uuid.UUID, reference: str) -> bool:
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
    holder: uuid.UUID, terms: Terms, held: Sequence[Licence], *, is_own: bool, by: Actor, now: dt.datetime
) -> Basis:
    types = {each.type_name for each in held}
    if is_own:
        if missing := list_uncovered([row.agreed() for row in _list_agreed(holder)], terms.item, types, now):
            give_consent(
                holder=holder, item=terms.item, types=missing, purpose=f"申请“{terms.name}”"[:200], by=by, now=now,
                until=now + _AGREED_BY_NAMING,
            )  # fmt: skip
        return Basis.CONSENT
    ids = {each.id for each in held}
    scanned = LookUp.objects.filter(
        bucket=bucket_of(holder), holder=holder, item=terms.item, basis=Basis.CODE, licence__in=ids, refusal="",
        organisation=unit_of(by, terms.organisation), at__gte=now - SCANNED_KEEPS,
    )  # fmt: skip
    unscanned = ids - set(scanned.values_list("licence", flat=True))
    if not unscanned:
        return Basis.CODE
    types = {each.type_name for each in held if each.id in unscanned}
    if missing := list_uncovered([row.agreed() for row in _list_agreed(holder)], terms.item, types, now):
        raise errors.no_consent(missing)
    return Basis.CONSENT


def fetched_of(licence: Licence) -> Fetched:
    """The licence as whoever asked for it gets it."""
    return Fetched(licence.type_name, licence.identifier, licence.id, licence.ofd_digest)
