"""Whose certificates count: the roots of the platform that issues electronic business licences."""

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
    return bool(settings.SIGNING_ADDRESS) or not settings.PRODUCTION


def _list_roots() -> Iterator[bytes]:
    path = settings.KEY_DIR / ROOTS_FILE
    if path.exists():
        yield from (der for _name, _headers, der in pem.unarmor(read_private(path), multiple=True))
