"""Whose certificates count: the roots of the platform that issues electronic business licences."""

import uuid
from collections.abc import Iterator

from asn1crypto import pem
from django.conf import settings

from tongban.foundation.keys.certificates import issuer_name_of, serial_of
from tongban.foundation.keys.files import read_private
from tongban.foundation.outside import queries as outside
from tongban.registers.seals.reading.trust import Trust

ROOTS_FILE = "signature-roots.pem"
"""In the key folder: the certificates of the authorities that production trusts, root and issuing ones alike."""


def trust() -> Trust:
    """The roots of the file, and outside production those of the simulated party. Without any nobody is trusted."""
    revoked = {(issuer_name_of(der), serial_of(der)): at for der, at in outside.list_simulated_revoked()}
    return Trust(roots=(*_list_roots(), *outside.list_simulated_roots()), revoked=revoked)


def is_open() -> bool:
    """Whether an enterprise can sign here: a platform's address is set, or one is simulated."""
    return not is_simulated() or not settings.PRODUCTION


def is_simulated() -> bool:
    """Whether no platform is connected, so that the simulated party shows requests."""
    return not settings.SIGNING_ADDRESS


def code_address(request: uuid.UUID, *, simulated: str) -> str:
    """What the code leads to that the enterprise scans; `simulated`: where the simulated party shows this request."""
    return simulated if is_simulated() else f"{settings.SIGNING_ADDRESS}{request}"


def _list_roots() -> Iterator[bytes]:
    path = settings.KEY_DIR / ROOTS_FILE
    if path.exists():
        yield from (der for _name, _headers, der in pem.unarmor(read_private(path), multiple=True))
