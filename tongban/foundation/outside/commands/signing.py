"""The simulated party that keeps others' signing keys: real certificates of its own test authority, real signatures.

Nothing here decides anything for us: what it answers is only bytes, which whoever asked has to verify.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from tongban.foundation.kernel.errors import NotFound, Unavailable
from tongban.foundation.keys.certificates import SM2, Issuer, Wanted, make_certificate
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.signing import Signer
from tongban.foundation.outside import queries
from tongban.foundation.outside.errors import REFUSED, SIGNER_UNKNOWN
from tongban.foundation.outside.models import OutsideMessage, SimulatedAnswer, SimulatedSigner
from tongban.foundation.outside.rules import Answer, Channel, Fault, answers_of, write_answer

_AUTHORITY = "外部签名模拟测试根证书机构"
_AUTHORITY_KEY = "simulated-authority"
_YEAR = dt.timedelta(days=365)
_EARLIER = dt.timedelta(days=1)
SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Bytes as they come over the wire, and the party's signature over them."""

    body: bytes
    signature: bytes


@transaction.atomic
def keep_signer(*, code: str, name: str, people: Sequence[Mapping[str, str]], now: dt.datetime) -> None:
    """The party keeps a key and a certificate (five years) for `code`, and these people may confirm in its name.

    The code stands in the certificate as organizationIdentifier (2.5.4.97), the name as organisation and common name.
    Again changes the people only. Raises NotFound in production.
    """
    queries.check_simulated()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('outside.signers'))")
    above = _find("") or _make("", _AUTHORITY, KeyFolder(settings.KEY_DIR).signer(_AUTHORITY_KEY), None, now)
    row = _find(code) or _make(code, name, KeyFolder(settings.KEY_DIR).signer(_key_of(code)), above, now)
    row.people = [dict(each) for each in people]
    row.save(update_fields=["people"])


def revoke_signer(*, code: str, now: dt.datetime) -> None:
    """The certificate counts no more, from now on. Raises NotFound in production."""
    queries.check_simulated()
    SimulatedSigner.objects.filter(code=code, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def confirm(*, key: str, subject: str, statement: bytes, signer: str, person: int, now: dt.datetime) -> list[Envelope]:
    """That person of the signer has read the statement and signed it; returns what the party tells now, as its faults
    have it. Confirming again is the same answer again.

    Raises NotFound (`outside_signer_unknown`, and in production), Unavailable (`outside_refused`).
    """
    faults = queries.get_faults()[Channel.SIGNATURE]
    if Fault.FAIL in faults:
        raise Unavailable(REFUSED, channel=str(Channel.SIGNATURE))
    row = _find(signer) if signer else None
    if row is None or not 0 <= person < len(row.people):
        raise NotFound(SIGNER_UNKNOWN, code=signer[:40])
    earlier = SimulatedAnswer.objects.exclude(key=key).order_by("-id").first()
    body = write_answer(_answer(key, statement, row, person))
    answer, is_new = SimulatedAnswer.objects.get_or_create(
        key=key, who=f"{signer}/{person}", defaults={"body": body, "at": now}
    )
    OutsideMessage.objects.get_or_create(
        channel=Channel.SIGNATURE, inward=False, key=key,
        defaults={
            "to": f"{row.name} {row.people[person]['name']}", "subject": subject, "body": statement.decode(),
            "state": SIGNED, "at": now,
        },
    )  # fmt: skip
    told = answers_of(faults, bytes(answer.body), bytes(earlier.body) if earlier else None, is_again=not is_new)
    return [_envelope(each, well_signed=Fault.BADLY_SIGNED not in faults) for each in told]


def _answer(key: str, statement: bytes, row: SimulatedSigner, person: int) -> Answer:
    signature = KeyFolder(settings.KEY_DIR).signer_of(row.key_id).sign(statement)
    told = {name: value for name, value in row.people[person].items() if name != "role"}
    return Answer(key, (bytes(row.certificate),), signature, row.people[person]["role"], told)


def _envelope(body: bytes, *, well_signed: bool) -> Envelope:
    signer = KeyFolder(settings.KEY_DIR).signer(f"outside-{Channel.SIGNATURE}")
    return Envelope(body, signer.sign(body if well_signed else body + b" "))


def _find(code: str) -> SimulatedSigner | None:
    return SimulatedSigner.objects.filter(code=code).first()


def _make(code: str, name: str, signer: Signer, above: SimulatedSigner | None, now: dt.datetime) -> SimulatedSigner:
    names = {"country_name": "CN", "organization_name": name, "common_name": name}
    since, years = now - _EARLIER, 5 if code else 30
    wanted = Wanted(
        names | ({"organization_identifier": code} if code else {}), signer.public_key, since, since + years * _YEAR,
        None if code else 0,
    )  # fmt: skip
    issuer = (
        Issuer(KeyFolder(settings.KEY_DIR).signer_of(above.key_id), bytes(above.certificate))
        if above
        else Issuer(signer)
    )
    return SimulatedSigner.objects.create(
        code=code, name=name, certificate=make_certificate(SM2, wanted, issuer), key_id=signer.key_id
    )


def _key_of(code: str) -> str:
    return f"simulated-signer-{code.lower()}"
