"""Whom our verifier trusts: the roots of our own authority, what was revoked, and how our seals stand."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import QuerySet

from tongban.foundation.keys.certificates import issuer_name_of
from tongban.registers.seals.models import Certificate, Seal
from tongban.registers.seals.reading import SealStanding, Trust
from tongban.registers.seals.reading.trust import CertificateName
from tongban.registers.seals.rules.states import State


def trust() -> Trust:
    """What `reading.verify` takes, as it stands now; before the authority was established it trusts nobody.

    An authority that was revoked is named, too: what stands below it is found revoked, not unknown.
    Seals and revocations are asked for by name, one by one: a file names few, the register holds thousands.
    """
    own = Certificate.objects.filter(purpose__in=("sm2_root", "sm2_issuing", "pdf_root"))
    authorities = [(purpose, bytes(der)) for purpose, der in own.values_list("purpose", "der")]
    return Trust(
        roots=_of(authorities, "sm2_root"),
        pdf_roots=_of(authorities, "pdf_root"),
        intermediates=_of(authorities, "sm2_issuing"),
        revoked=_Revoked(),
        seals=_Seals(),
    )


def _of(authorities: Sequence[tuple[str, bytes]], purpose: str) -> tuple[bytes, ...]:
    return tuple(der for kind, der in authorities if kind == purpose)


class _Seals(Mapping[str, SealStanding]):
    """Our seals by the identifier in the seal."""

    def __getitem__(self, es_id: str) -> SealStanding:
        found = None if "\0" in es_id else Seal.objects.filter(es_id=es_id).values_list("state", "state_since").first()
        if found is None:
            raise KeyError(es_id)
        state, since = found
        return SealStanding("valid") if state == State.ACTIVE else SealStanding(state, since)

    def __iter__(self) -> Iterator[str]:
        return iter(Seal.objects.values_list("es_id", flat=True))

    def __len__(self) -> int:
        return Seal.objects.count()


class _Revoked(Mapping[CertificateName, dt.datetime]):
    """When the authority revoked a certificate: its own register, which is newer than any list it could publish."""

    def __getitem__(self, name: CertificateName) -> dt.datetime:
        issuer, serial = name
        for der, at in _revoked().filter(serial=f"{serial:x}").values_list("der", "revoked_at"):
            if at is not None and issuer_name_of(bytes(der)) == issuer:
                return at
        raise KeyError(name)

    def __iter__(self) -> Iterator[CertificateName]:
        rows = _revoked().values_list("der", "serial")
        return ((issuer_name_of(bytes(der)), int(serial, 16)) for der, serial in rows)

    def __len__(self) -> int:
        return _revoked().count()


def _revoked() -> QuerySet[Certificate]:
    return Certificate.objects.exclude(revoked_at=None)
