"""亮码: a holder shows a short-lived code, a window redeems it once for the item in hand, the holder takes it back."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.keys import sm3
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.calendars.rules.clock import local
from tongban.registers.catalogue.queries.terms import Terms, get_terms
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.parties.rules import Kind
from tongban.registers.regions.queries import profiles
from tongban.services.licences import errors, sealing
from tongban.services.licences.commands import digits
from tongban.services.licences.commands.fetching import Fetched, fetched_of
from tongban.services.licences.commands.looking import Look, write_looks, write_refusal
from tongban.services.licences.models import ShownCode
from tongban.services.licences.queries.reach import check_fetches, check_uses, unit_of
from tongban.services.licences.queries.standing import list_standing, roles_of
from tongban.services.licences.rules import showing
from tongban.services.licences.rules.fetching import FOUND_NOTHING, Basis, type_of

SECONDS_KEY = "wallet.code_seconds"
KEPT = dt.timedelta(days=1)
_DRAWS = 5
Needed = Collection[str] | Callable[[uuid.UUID], Collection[str]]
"""Types of licences; or what tells them, once it is known who applies."""

_TABLE = ShownCode._meta.db_table
_REDEEM = f"""
UPDATE "{_TABLE}" SET redeemed_at = %(now)s, redeemed_by = %(account)s
WHERE digest = %(digest)s AND redeemed_at IS NULL AND taken_back_at IS NULL AND expires_at > %(now)s
    AND item IN ('', %(item)s) AND (%(holders)s::uuid[] IS NULL OR holder = ANY(%(holders)s))
RETURNING holder, types::text
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Shown:
    """A code as it is shown. Only digests are stored; `renew_at`: when the screen shows the next one.

    `digits`: the same to read aloud, for the item; "" without one.
    """

    token: str
    renew_at: dt.datetime
    expires_at: dt.datetime
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """Whose code it was, and exactly the licences that the item asks for, as far as the holder has and shows them.

    `materials`: code of a material → identifier of the licence that stands for it.
    """

    holder: uuid.UUID
    fetched: tuple[Fetched, ...]
    materials: Mapping[str, str]


@transaction.atomic
def show_code(*, holder: uuid.UUID, item: str = "", types: Collection[str] = (), by: Actor, now: dt.datetime) -> Shown:
    """One more code of the holder's, for the item, or for whatever the window takes in where `item` is "".

    `types` narrows what is shown; without them it is what the item asks for. Showing it is the consent. A code shown
    before stays valid to its own end. Journals licences.code_shown. Raises NotAllowed licence.not_yours, NotFound
    catalogue.item_unknown.
    """
    check_uses(by, holder, item=item, now=now)
    owner = parties.survivor_of(holder)
    region = get_terms(item, at=now).region if item else get_party(owner).region
    seconds = int(profiles.resolve(region, SECONDS_KEY, local(now).date()).value)
    renew_at, expires_at = showing.ends_at(now, seconds)
    token = showing.new_token()
    code = ShownCode(
        digest=digest_of(token), holder=owner, item=item, types=sorted(set(types)), shown_by=by.account, shown_at=now,
        expires_at=expires_at,
    )  # fmt: skip
    spoken = _store(code)
    _record("licences.code_shown", owner, by, now, item=item)
    return Shown(token, renew_at, expires_at, spoken)


def _store(code: ShownCode) -> str:
    """The code stands; its digits, which no other one has: "" without an item, and where none were free by chance."""
    for _ in range(_DRAWS if code.item else 0):
        spoken = showing.new_digits()
        code.digits = sealing.index_of_digits(code.item, spoken)
        try:
            with transaction.atomic():
                code.save(force_insert=True)
            return spoken
        except IntegrityError:
            code.digits = None
    code.save(force_insert=True)
    return ""


def redeem(
    *, token: str, item: str, types: Needed | None = None, holder: uuid.UUID | None = None, by: Actor, now: dt.datetime
) -> Redeemed:  # fmt: skip
    """The code, told by its token or its digits, is spent, and staff have exactly the licences that the item asks for.

    Of `types` only, where answers have settled which are needed. `holder`: of nobody else, where it is known who
    applies, but for the papers of a person who represents or acts for them; where it is not known, the code names the
    applicant, and they must be somebody whom the item is for. Each look stands in the history of whose code it was; so
    does that nothing was found.

    However many scan it at once, one of them has it. Raises Invalid licence.purpose_missing without an item, NotAllowed
    licence.not_allowed, NotFound catalogue.item_unknown, Conflict licence.code_unknown, code_expired, code_redeemed,
    code_taken_back, code_other_item, code_other_holder, code_other_kind; for digits, whatever is wrong,
    Conflict licence.digits_wrong, Unavailable licence.digits_used_up (`commands.digits`). What is refused stands in the
    journal, and in the history of whose code it is.
    """
    if not item.strip():
        raise errors.purpose_missing()
    terms = get_terms(item, at=now)
    check_fetches(by, terms)
    by_digits = showing.is_digits(token)
    if by_digits:
        digits.check_tries(item, by=by, now=now)
    digest = digits.find_digest(token, item) if by_digits else digest_of(token)
    scan = _Scan(digest, terms, parties.survivor_of(holder) if holder else None, by, now)
    with transaction.atomic():
        taken = _take(scan)
        if taken is not None:
            return _open(*taken, scan, types)
    refusal = _refuse(scan)
    if by_digits:
        digits.count_wrong(by=by, now=now)
        raise errors.digits_wrong()
    raise errors.code_refused(refusal)


@transaction.atomic
def take_back(*, holder: uuid.UUID, by: Actor, now: dt.datetime) -> int:
    """None of the holder's codes opens anything any more; how many did. Raises NotAllowed licence.not_yours."""
    check_uses(by, holder, now=now)
    owner = parties.survivor_of(holder)
    alive = ShownCode.objects.filter(holder=owner, redeemed_at=None, taken_back_at=None, expires_at__gt=now)
    ended = alive.update(taken_back_at=now)
    if ended:
        _record("licences.code_taken_back", owner, by, now, codes=ended)
    return ended


def forget_codes(*, now: dt.datetime) -> int:
    """Codes that ended more than a day ago are gone; what came of them stays in the histories."""
    return ShownCode.objects.filter(expires_at__lt=now - KEPT).delete()[0]


def digest_of(token: str) -> bytes:
    """What a code is kept under: SM3."""
    return sm3.digest(token.encode())


@dataclass(frozen=True, slots=True)
class _Scan:
    digest: bytes
    terms: Terms
    holder: uuid.UUID | None
    by: Actor
    now: dt.datetime


def _take(scan: _Scan) -> tuple[uuid.UUID, list[str]] | None:
    """Whose code it was and what they show, for the one who was first; else None."""
    told = {
        "digest": scan.digest, "item": scan.terms.item, "holders": _list_holders(scan), "account": scan.by.account,
        "now": scan.now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_REDEEM, told)
        row = cursor.fetchone()
    return (row[0], json.loads(row[1])) if row else None


def _list_holders(scan: _Scan) -> list[uuid.UUID] | None:
    """Whose code may be redeemed; None for whoever shows it, where it is not known who applies."""
    shown = ShownCode.objects.filter(digest=scan.digest).values_list("holder", flat=True).first()
    if scan.holder is None:
        return None if shown is None or _is_for(scan.terms, shown) else []
    if shown is None or not roles_of(shown, scan.holder, item=scan.terms.item, now=scan.now):
        return [scan.holder]
    return [scan.holder, shown]


def _is_for(terms: Terms, holder: uuid.UUID) -> bool:
    """Whether the item is for persons, or enterprises, as this holder is one."""
    return showing.is_for(terms.audience, is_person=get_party(holder).kind == Kind.PERSON)


def _open(holder: uuid.UUID, shown: list[str], scan: _Scan, needed: Needed | None) -> Redeemed:
    types = needed(scan.holder or holder) if callable(needed) else needed
    rows = [
        row for row in scan.terms.materials
        if (not shown or type_of(row) in shown) and (types is None or type_of(row) in types)
    ]  # fmt: skip
    found = list_standing(
        rows, holder=scan.holder or holder, item=scan.terms.item, persons=[holder], now=scan.now
    )  # fmt: skip
    own = {code: each for code, each in found.items() if parties.survivor_of(each.holder_id) == holder}
    licences = list({each.id: each for each in own.values()}.values())
    look = _look(scan, holder, scan.digest.hex())
    write_looks(look, licences, by=scan.by, now=scan.now)
    if not licences:
        write_refusal(look, FOUND_NOTHING, by=scan.by, now=scan.now)
    _end_others(holder, scan.now)
    materials = {code: each.identifier for code, each in own.items()}
    return Redeemed(holder, tuple(fetched_of(each) for each in licences), materials)


def _look(scan: _Scan, holder: uuid.UUID, reference: str = "") -> Look:
    unit = unit_of(scan.by, scan.terms.organisation)
    return Look(holder=holder, basis=Basis.CODE, item=scan.terms.item, reference=reference, organisation=unit)


def _end_others(holder: uuid.UUID, now: dt.datetime) -> None:
    """The code before this one still lived for half a minute: it is not a second use. Whoever holds it now has it."""
    others = ShownCode.objects.filter(holder=holder, redeemed_at=None, taken_back_at=None, expires_at__gt=now)
    free = list(others.select_for_update(skip_locked=True).values_list("digest", flat=True))
    ShownCode.objects.filter(digest__in=[bytes(each) for each in free]).update(taken_back_at=now)


def _refuse(scan: _Scan) -> str:
    """Why, known to whoever the code belongs to; a code that nobody has shown stands in the journal alone."""
    code, item = ShownCode.objects.filter(digest=scan.digest).first(), scan.terms.item
    refusal = showing.why_refused(code.life() if code else None, item, scan.now)
    if code is None:
        with transaction.atomic():
            subject = f"code:{scan.digest.hex()[:16]}"
            audit.record(
                "licences.look_up_refused", by=scan.by, now=scan.now, subject=subject, reason=refusal, item=item
            )
        return refusal
    if not refusal:
        refusal = _why_not_theirs(scan, code.holder) or "licence.code_redeemed"
    write_refusal(_look(scan, code.holder), refusal, by=scan.by, now=scan.now)
    return refusal


def _why_not_theirs(scan: _Scan, holder: uuid.UUID) -> str:
    if scan.holder is None:
        return "" if _is_for(scan.terms, holder) else "licence.code_other_kind"
    return "licence.code_other_holder" if holder != scan.holder else ""


def _record(action: str, holder: uuid.UUID, by: Actor, now: dt.datetime, item: str = "", codes: int = 1) -> None:
    audit.record(action, by=by, now=now, subject=f"party:{holder}", bucket=bucket_of(holder), item=item, codes=codes)
