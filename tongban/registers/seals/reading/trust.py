"""Whom a reader trusts, and what it knows of certificates and seals that were taken back. Given from outside."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

CertificateName = tuple[bytes, int]
"""The DER of the issuer's name and the serial number: together they name one certificate."""


@dataclass(frozen=True, slots=True)
class SealStanding:
    """How one of our own seals stands: "valid", "suspended" or "revoked", and since when it is not valid."""

    state: str
    since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """Certificates are DER. `intermediates` are believed only as far as a root vouches for them.

    `revoked` is complete for every certificate below these roots: one that is not there was not revoked.
    `seals` are our own, by the identifier in the seal (esID).
    """

    roots: tuple[bytes, ...] = ()
    pdf_roots: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    revoked: Mapping[CertificateName, dt.datetime] = field(default_factory=lambda: MappingProxyType({}))
    seals: Mapping[str, SealStanding] = field(default_factory=lambda: MappingProxyType({}))
