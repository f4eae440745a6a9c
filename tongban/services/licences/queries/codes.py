"""The code on a licence's page: whoever scans it comes to the public page, and a program reads the proof behind #."""

from django.conf import settings

from tongban.foundation.kernel.errors import Unavailable
from tongban.registers.seals import queries as seals
from tongban.registers.seals.rules import codes
from tongban.registers.seals.rules.codes import Claims
from tongban.services.licences.models import Licence
from tongban.services.licences.queries.public import PublicLicence


def write_code(licence: PublicLicence, *, ofd_digest: str = "") -> str:
    """The public address of the licence with its signed facts, which hold without a network as of today.

    Only what everybody may read is in it. Without the platform's key it is the address alone.
    """
    return _address_of(
        Claims(
            licence.type_name, licence.number, licence.identifier, licence.holder, licence.issuer_name,
            licence.issued_on, licence.valid_until, bytes.fromhex(ofd_digest),
        )
    )  # fmt: skip


def write_printed_code(licence: Licence) -> str:
    """The same for the document itself, as of the day it is made: its own digest cannot stand in it."""
    return _address_of(
        Claims(
            licence.type_name, licence.number, licence.identifier, licence.holder_shown, licence.issuer_name,
            licence.issued_on, licence.valid_until, b"",
        )
    )  # fmt: skip


def _address_of(claims: Claims) -> str:
    try:
        return codes.address_of(settings.PUBLIC_ADDRESS, claims, seals.platform_signer())
    except Unavailable:
        return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/v/{claims.identifier}"
