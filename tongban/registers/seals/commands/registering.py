"""Making a seal, and everything that changes what it may do: suspend, restore, revoke, authorise."""

import datetime as dt
import io
import uuid
from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from PIL import Image, UnidentifiedImageError

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.keys.certificates import Wanted
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.access import queries as accounts
from tongban.registers.orgs import queries as orgs
from tongban.registers.seals import errors
from tongban.registers.seals.commands.authority import establish_authority, issue
from tongban.registers.seals.events import SealStateChanged
from tongban.registers.seals.models import Certificate, Seal
from tongban.registers.seals.picture import draw_seal
from tongban.registers.seals.queries.register import AUTHORISE, MANAGE, day_of
from tongban.registers.seals.rules import states
from tongban.registers.seals.rules.states import State
from tongban.registers.seals.seal_making import SealFacts, make_seal

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_SECOND = dt.timedelta(seconds=1)
_LARGEST_PICTURE = 200_000


@transaction.atomic
def create_seal(
    *,
    organisation: str,
    kind: str,
    name: str,
    custodian: uuid.UUID,
    steps: Collection[str],
    automatic: bool,
    valid_from: dt.date,
    valid_until: dt.date,
    by: Actor,
    now: dt.datetime,
    picture: bytes | None = None,
) -> Seal:
    """An active seal stands, with two keys and certificates of its own; `valid_until` is its last day.

    `picture` is a PNG of the impression; without it the seal is drawn. Whoever names steps or automatic use must hold
    the right to authorise, too. Raises NotAllowed, NotFound (organisation), Invalid seal.refused, Conflict seal.exists,
    Unavailable seal.key_missing.
    """
    body = orgs.get_organisation(organisation)
    _check_may(by, MANAGE, body.region_id, body.code)
    if steps or automatic:
        _check_may(by, AUTHORISE, body.region_id, body.code)
    faults = dict(states.check_seal(kind=kind, name=name, steps=steps, valid_from=valid_from, valid_until=valid_until))
    if by is not SYSTEM and not accounts.name_accounts([custodian]):
        faults["custodian"] = ["seal.custodian_unknown"]
    if picture is not None and not _is_picture(picture):
        faults["picture"] = ["seal.picture_malformed"]
    if faults:
        raise errors.refused(faults)
    seal = Seal(
        id=uuid.uuid4(), es_id=_next_number(body.region_id), organisation_id=body.code, region=body.region_id,
        kind=kind, name=name.strip(), custodian=custodian, steps=sorted(set(steps)), automatic=automatic,
        valid_from=valid_from, valid_until=valid_until, state=State.ACTIVE, state_since=now, size=states.SIZES[kind],
    )  # fmt: skip
    seal.picture = picture or _drawn(seal, body.name)
    try:
        _certify(seal, body.name, now)
    except KeyTrouble as trouble:
        raise errors.key_missing(str(seal.id)) from trouble
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
    except IntegrityError as taken:
        raise errors.exists(organisation, name) from taken
    facts = {"kind": kind, "es_id": seal.es_id, "custodian": str(custodian)}
    _record("seals.created", seal, by, now, **facts, steps=" ".join(seal.steps), automatic=automatic)
    return seal


def suspend_seal(*, seal_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Seal:
    """Nothing is sealed with it until it is restored. Emits SealStateChanged. Raises as `revoke_seal` does."""
    return _move("suspend", seal_id, reason, by, now)


def restore_seal(*, seal_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Seal:
    """A suspended seal may be used again. Emits SealStateChanged. Raises as `revoke_seal` does."""
    return _move("restore", seal_id, reason, by, now)


def revoke_seal(*, seal_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Seal:
    """The seal and its certificates are revoked for ever; what was sealed before stays true. Emits SealStateChanged.

    Waits for whoever is sealing with it at this moment. Raises NotFound seal.unknown, NotAllowed, Invalid (reason),
    Conflict seal.state_forbids.
    """
    return _move("revoke", seal_id, reason, by, now)


@transaction.atomic
def authorise_seal(*, seal_id: uuid.UUID, steps: Collection[str], automatic: bool, by: Actor, now: dt.datetime) -> Seal:
    """From now on the seal stands in exactly these steps, by itself only if `automatic`. Raises as `revoke_seal`."""
    seal = _lock(seal_id)
    _check_may(by, AUTHORISE, seal.region, seal.organisation_id)
    if set(steps) - set(states.STEPS):
        raise errors.refused({"steps": ["seal.step_unknown"]})
    if seal.state == State.REVOKED:
        raise errors.state_forbids(seal.state)
    before: dict[str, Any] = {"before": " ".join(seal.steps), "automatic_before": seal.automatic}
    seal.steps, seal.automatic = sorted(set(steps)), automatic
    seal.save(update_fields=["steps", "automatic"])
    _record("seals.authorised", seal, by, now, **before, steps=" ".join(seal.steps), automatic=automatic)
    return seal


@transaction.atomic
def _move(step: str, seal_id: uuid.UUID, reason: str, by: Actor, now: dt.datetime) -> Seal:
    seal = _lock(seal_id)
    _check_may(by, MANAGE, seal.region, seal.organisation_id)
    if faults := states.check_reason(reason):
        raise errors.refused(dict(faults))
    before, after = states.TRANSITIONS[step]
    if seal.standing.on(day_of(now)) not in before:
        raise errors.state_forbids(seal.standing.on(day_of(now)))
    seal.state, seal.state_since, seal.reason = after, now, reason.strip()
    seal.save(update_fields=["state", "state_since", "reason"])
    if after is State.REVOKED:
        mine = Certificate.objects.filter(id__in=[seal.certificate_id, seal.document_certificate_id])
        mine.update(revoked_at=now)
    _record(f"seals.{after}" if step != "restore" else "seals.restored", seal, by, now, reason=seal.reason)
    changed = SealStateChanged(seal.id, seal.organisation_id, after)
    outbox.emit(changed, bucket=bucket_for(f"seal:{seal.id}"), now=now)
    return seal


def _certify(seal: Seal, body: str, now: dt.datetime) -> None:
    """The seal gets its keys, its certificates, and the DER that the maker signs."""
    authority = establish_authority(now=now)
    keys = KeyFolder(settings.KEY_DIR)
    signer, document_signer = keys.new_signers(f"seal-{seal.id.hex}")
    since, until = _first_moment(seal.valid_from), _first_moment(seal.valid_until + dt.timedelta(days=1)) - _SECOND
    names = {
        "country_name": "CN",
        "organization_name": body[:64],
        "organization_identifier": seal.organisation_id,
        "common_name": seal.name[:64],
    }
    own = Wanted(names, signer.public_key, since, until)
    seal.certificate = issue("seal", seal.organisation_id, own, signer, above=authority["sm2_issuing"])
    of_documents = Wanted(names, document_signer.public_key, since, until)
    seal.document_certificate = issue(
        "document", seal.organisation_id, of_documents, document_signer, above=authority["pdf_root"]
    )
    facts = SealFacts(
        seal.es_id, seal.name, bytes(seal.certificate.der), bytes(seal.picture), seal.size, now, since, until
    )
    maker = authority["maker"]
    seal.es_seal = make_seal(facts, maker=keys.signer_of(maker.key_id), maker_certificate=bytes(maker.der))


def _first_moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), _SHANGHAI)


def _drawn(seal: Seal, body: str) -> bytes:
    """A body's 公章 shows its name alone; every other says below the star what it is for."""
    return draw_seal(body, "" if seal.kind == "official" else states.KINDS[seal.kind], seal.es_id)


def _is_picture(content: bytes) -> bool:
    if len(content) > _LARGEST_PICTURE:
        return False
    try:
        return Image.open(io.BytesIO(content)).format == "PNG"
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False


def _next_number(region: str) -> str:
    """Fourteen digits: the county's first six of the region, and a number that is given once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('seals_es_number')")
        return f"{region[:6]}{cursor.fetchone()[0]:08}"


def _lock(seal_id: uuid.UUID) -> Seal:
    seal = Seal.objects.select_for_update().filter(id=seal_id).first()
    if seal is None:
        raise errors.unknown(seal_id)
    return seal


def _check_may(by: Actor, action: str, region: str, organisation: str) -> None:
    if by is not SYSTEM and not by.may(action, region, organisation):
        raise errors.not_allowed(action)


def _record(action: str, seal: Seal, by: Actor, now: dt.datetime, **facts: str | bool) -> None:
    told: dict[str, Any] = {"region": seal.region, "organisation": seal.organisation_id, **facts}
    audit.record(action, by=by, now=now, subject=f"seal:{seal.id}", **told)
