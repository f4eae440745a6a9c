"""National identities: whose account it is, by what the national platform has verified and by nothing else."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import IntegrityError, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.keys.folder import KeyFolder
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.entry import errors
from tongban.registers.entry.models import NationalIdentity
from tongban.registers.entry.rules import Claims


@transaction.atomic
def enter_by_identity(*, claims: Claims, now: dt.datetime) -> uuid.UUID | None:
    """The account of the person the platform tells about; None when only the person can say which it is.

    The person is recognised by an identity linked before, else by a phone the platform has verified: an account with
    that phone is linked, or a new one registered. The account stands at the level told, or above. Journals
    access.account_registered, entry.identity_linked, access.real_name_level_raised. Raises Conflict
    entry.identity_held_already when the account of that phone belongs to another person.
    """
    known = NationalIdentity.objects.select_for_update().filter(issuer=claims.issuer, subject=claims.subject).first()
    if known is not None:
        known.used_at = now
        known.save(update_fields=["used_at"])
        _raise_level(known.account_id, claims, now)
        return known.account_id
    if not claims.phone:
        return None
    account = accounts.find_account(claims.phone) or access.register(
        phone=claims.phone, name=claims.name, password=None, level=claims.level, now=now
    )
    link_identity(account_id=account.id, claims=claims, by=accounts.actor_for(account), now=now)
    return account.id


@transaction.atomic
def link_identity(*, account_id: uuid.UUID, claims: Claims, by: Actor, now: dt.datetime) -> None:
    """The account belongs to that person and stands at the level told, or above. Journals entry.identity_linked.

    Again with the same person changes nothing. Raises NotAllowed entry.not_allowed for anybody but the account,
    Conflict: entry.identity_held_already (the account has another person), entry.identity_taken (the person another
    account).
    """
    if by.account != account_id:
        raise errors.may_not("link_identity")
    held = NationalIdentity.objects.filter(account_id=account_id).first()
    if held is not None:
        if (held.issuer, held.subject) != (claims.issuer, claims.subject):
            raise errors.identity_held_already()
        return
    _insert(account_id, claims, now)
    audit.record("entry.identity_linked", by=by, now=now, subject=f"account:{account_id}", level=claims.level.value)
    _raise_level(account_id, claims, now)


def _insert(account_id: uuid.UUID, claims: Claims, now: dt.datetime) -> None:
    index = KeyFolder(settings.KEY_DIR).blind_index("identity-documents").of(claims.document).hex()
    identity = NationalIdentity(
        account_id=account_id,
        issuer=claims.issuer,
        subject=claims.subject,
        document_index=index if claims.document else "",
        linked_at=now,
        used_at=now,
    )
    try:
        with transaction.atomic():
            identity.save(force_insert=True)
    except IntegrityError as taken:
        raise _refusal(account_id) from taken


def _refusal(account_id: uuid.UUID) -> Exception:
    held = NationalIdentity.objects.filter(account_id=account_id).exists()
    return errors.identity_held_already() if held else errors.identity_taken()


def _raise_level(account_id: uuid.UUID, claims: Claims, now: dt.datetime) -> None:
    access.raise_real_name_level(
        account_id=account_id, level=claims.level, proven_by="national_platform", by=SYSTEM, now=now
    )
