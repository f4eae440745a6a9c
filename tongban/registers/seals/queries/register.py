"""Reading the register: seals for those with a grant over their body, and what each was used for."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.seals import errors
from tongban.registers.seals.models import Seal, Use
from tongban.registers.seals.rules.states import State, choose

READ, MANAGE, AUTHORISE = "seals.read", "seals.manage", "seals.authorise"
PAGE = 50
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class SealView:
    """A seal as it stands on a day. `valid_until` is its last day, `size` the width of its picture in mm."""

    id: uuid.UUID
    es_id: str
    organisation: str
    organisation_name: str
    region: str
    kind: str
    name: str
    custodian: uuid.UUID
    steps: tuple[str, ...]
    automatic: bool
    valid_from: dt.date
    valid_until: dt.date
    state: State
    state_since: dt.datetime
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class UseLine:
    """One use of a seal, or one refusal (`refusal` is its code); the digests are SM3, hexadecimal."""

    id: uuid.UUID
    at: dt.datetime
    step: str
    subject: str
    case: uuid.UUID | None
    decided_by: uuid.UUID | None
    automatic: bool
    refusal: str
    ofd_digest: str
    pdf_digest: str


def day_of(now: dt.datetime) -> dt.date:
    """The business date."""
    return now.astimezone(_SHANGHAI).date()


def find_seal(organisation: str, kind: str, *, step: str, now: dt.datetime) -> SealView | None:
    """The seal that would stand under this step now when a person decides; None when there is none."""
    rows = list(_rows().filter(organisation=organisation, kind=kind).order_by("-es_id"))
    standings = [row.standing for row in rows]
    at, obstacle = choose(standings, step=step, automatic=False, today=day_of(now))
    return None if at is None or obstacle else _view(rows[at], day_of(now))


def has_seal(organisation: str, kind: str, *, step: str) -> bool:
    """Whether the body keeps a seal for this step at all, in whatever state."""
    return Seal.objects.filter(organisation=organisation, kind=kind, steps__contains=[step]).exists()


def get_seal(seal_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> SealView:
    """Raises NotFound seal.unknown, NotAllowed."""
    return _view(_get(seal_id, actor), day_of(now))


def list_seals(
    actor: Actor,
    *,
    now: dt.datetime,
    organisation: str = "",
    text: str = "",
    state: str = "",
    after: str = "",
    limit: int = PAGE,
) -> list[SealView]:
    """The seals that the actor may see, by number; `text` is part of a name of seal or body, or of the number."""
    today = day_of(now)
    found = _filtered(actor, today, organisation, text, state).filter(es_id__gt=after).order_by("es_id")
    return [_view(row, today) for row in found[:limit]]


def count_seals(actor: Actor, *, now: dt.datetime, organisation: str = "", text: str = "", state: str = "") -> int:
    """How many `list_seals` would list in all."""
    return _filtered(actor, day_of(now), organisation, text, state).count()


def list_uses(
    seal_id: uuid.UUID, actor: Actor, *, refused: bool | None = None, skip: int = 0, limit: int = PAGE
) -> list[UseLine]:
    """Uses and refusals of one seal, the newest first; `refused` asks for one of them. Raises NotFound, NotAllowed."""
    uses = _uses(seal_id, actor, refused).order_by("-at", "-id")
    names = list(UseLine.__dataclass_fields__)
    return [UseLine(**row) for row in uses.values(*names)[skip : skip + limit]]


def count_uses(seal_id: uuid.UUID, actor: Actor, *, refused: bool | None = None) -> int:
    """Raises NotFound, NotAllowed."""
    return _uses(seal_id, actor, refused).count()


def draw_seal(seal_id: uuid.UUID) -> bytes:
    """The impression, a PNG; whoever holds a sealed document has seen it. Raises NotFound."""
    picture = Seal.objects.filter(id=seal_id).values_list("picture", flat=True).first()
    if picture is None:
        raise errors.unknown(seal_id)
    return bytes(picture)


def _uses(seal_id: uuid.UUID, actor: Actor, refused: bool | None) -> QuerySet[Use]:
    uses = Use.objects.filter(seal=_get(seal_id, actor))
    if refused is None:
        return uses
    return uses.exclude(refusal="") if refused else uses.filter(refusal="")


def _get(seal_id: uuid.UUID, actor: Actor) -> Seal:
    seal = _rows().filter(id=seal_id).first()
    if seal is None:
        raise errors.unknown(seal_id)
    if actor is not SYSTEM and not actor.may(READ, seal.region, seal.organisation_id):
        raise errors.not_allowed(READ)
    return seal


def _rows() -> QuerySet[Seal]:
    """Without pictures and DER, which are most of a row."""
    return Seal.objects.select_related("organisation").defer("picture", "es_seal")


def _filtered(actor: Actor, today: dt.date, organisation: str, text: str, state: str) -> QuerySet[Seal]:
    found = _rows() if actor is SYSTEM else _rows().filter(_reach(actor))
    if organisation:
        found = found.filter(organisation=organisation)
    if text.strip():
        part = text.strip()
        found = found.filter(Q(name__contains=part) | Q(organisation__name__contains=part) | Q(es_id__contains=part))
    return found.filter(_in_state(state, today)) if state else found


def _in_state(state: str, today: dt.date) -> Q:
    expired = ~Q(state=State.REVOKED) & Q(valid_until__lt=today)
    return expired if state == State.EXPIRED else Q(state=state) & ~expired


def _reach(actor: Actor) -> Q:
    """What the actor's grants cover: nothing without any."""
    parts: Sequence[Q] = [
        Q(region__range=(grant.region_from, grant.region_to))
        & (Q(organisation=grant.organisation) if grant.organisation else Q())
        for grant in actor.grants
        if grant.action == READ
    ]
    return reduce(or_, parts, Q(pk__in=[]))


def _view(row: Seal, today: dt.date) -> SealView:
    return SealView(
        id=row.id, es_id=row.es_id, organisation=row.organisation_id, organisation_name=row.organisation.name,
        region=row.region, kind=row.kind, name=row.name, custodian=row.custodian, steps=tuple(row.steps),
        automatic=row.automatic, valid_from=row.valid_from, valid_until=row.valid_until,
        state=row.standing.on(today), state_since=row.state_since, reason=row.reason, size=row.size,
    )  # fmt: skip
