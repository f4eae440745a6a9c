"""The provincial test authority: made once, kept in the key folder and the table of certificates.

Two roots, because readers of PDF know no SM2:

    sm2_root ──▶ sm2_issuing ──▶ maker (制章人), platform (codes), seal certificates        SM2 with SM3
    pdf_root ──▶ document certificates                                                     ECDSA P-256

It is a test authority: a site in production puts certificates of a licensed CA in its place (README).
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.keys.certificates import P256, SM2, Issuer, Suite, Wanted, make_certificate
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.signing import Signer
from tongban.registers.seals import errors
from tongban.registers.seals.models import Certificate
from tongban.registers.seals.queries.authority import PLATFORM_KEY, find_authority

_YEAR = dt.timedelta(days=365)
_EARLIER = dt.timedelta(days=1)
"""Clocks of other machines may be behind ours."""

_OWNER = "platform"
_LOCK = "seals.authority"


@dataclass(frozen=True, slots=True)
class _Plan:
    """One certificate of the authority: who it is, below whom, with which key, for how many years."""

    purpose: str
    name: str
    above: str | None
    key: str
    years: int
    authorities: int | None = None


_PLANS = (
    _Plan("sm2_root", "通办测试根证书机构 SM2", None, "seal-root", 30, 1),
    _Plan("sm2_issuing", "通办测试签发机构 SM2", "sm2_root", "seal-issuing", 25, 0),
    _Plan("maker", "通办测试制章人", "sm2_issuing", "seal-maker", 20),
    _Plan("platform", "通办测试电子证照二维码", "sm2_issuing", PLATFORM_KEY, 20),
    _Plan("pdf_root", "Tongban Test Document CA P-256", None, "document-root", 30, 0),
)

_PLAN_OF = {plan.purpose: plan for plan in _PLANS}


@transaction.atomic
def establish_authority(*, now: dt.datetime) -> Mapping[str, Certificate]:
    """The authority's certificates by purpose; those that are missing are made, with their keys. Repeat at will."""
    _lock()
    standing = find_authority()
    for plan in _PLANS:
        if plan.purpose not in standing:
            standing[plan.purpose] = _make(plan, standing, now)
    return standing


@transaction.atomic
def rotate_platform_key(*, by: Actor, now: dt.datetime) -> str:
    """Codes of licences are signed with a new key from now on, whose id is returned; journals seals.key_rotated.

    The certificate of the former key stays published, so that codes on paper go on being found true. By the platform
    alone. Raises NotAllowed, Unavailable seal.authority_missing, KeyTrouble.
    """
    if by is not SYSTEM:
        raise errors.not_allowed("seals.rotate")
    _lock()
    standing = find_authority()
    former = standing.pop("platform", None)
    if former is None:
        raise errors.authority_missing()
    key_id = KeyFolder(settings.KEY_DIR).rotate(PLATFORM_KEY)
    former.retired_at = now
    former.save(update_fields=["retired_at"])
    made = _make(_PLAN_OF["platform"], standing, now)
    audit.record(
        "seals.key_rotated", by=by, now=now, subject=f"certificate:{made.id}", key=key_id, former=former.key_id
    )
    return made.key_id


def _lock() -> None:
    """One changes the authority at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])


def _make(plan: _Plan, standing: Mapping[str, Certificate], now: dt.datetime) -> Certificate:
    keys = KeyFolder(settings.KEY_DIR)
    signer: Signer = keys.document_signer(plan.key) if plan.purpose == "pdf_root" else keys.signer(plan.key)
    above = standing[plan.above] if plan.above else None
    names = {"country_name": "CN", "organization_name": "通办测试证书机构", "common_name": plan.name}
    since = now - _EARLIER
    wanted = Wanted(names, signer.public_key, since, since + plan.years * _YEAR, plan.authorities)
    made = issue(plan.purpose, _OWNER, wanted, signer, above=above)
    audit.record(
        "seals.authority_made",
        by=SYSTEM,
        now=now,
        subject=f"certificate:{made.id}",
        purpose="",
        certificate=plan.purpose,
    )
    return made


def issue(purpose: str, owner: str, wanted: Wanted, signer: Signer, *, above: Certificate | None) -> Certificate:
    """A certificate for the key of `signer`, signed by the authority `above` (None: by itself), stands in the table."""
    suite = P256 if purpose in ("pdf_root", "document") else SM2
    der = make_certificate(suite, wanted, _issuer(suite, above) if above else Issuer(signer))
    return Certificate.objects.create(
        id=uuid.uuid4(),
        purpose=purpose,
        owner=owner,
        issuer=above,
        serial=f"{wanted.serial:x}",
        key_id=signer.key_id,
        der=der,
        valid_from=wanted.valid_from,
        valid_until=wanted.valid_until,
    )


def _issuer(suite: Suite, above: Certificate) -> Issuer:
    keys = KeyFolder(settings.KEY_DIR)
    signer: Signer = keys.document_signer_of(above.key_id) if suite is P256 else keys.signer_of(above.key_id)
    return Issuer(signer, bytes(above.der))
