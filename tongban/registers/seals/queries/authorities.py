"""What other readers need to check our seals without asking us: the authorities' certificates and what they revoked."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings

from tongban.foundation.keys.certificates import P256, SM2
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.signing import Signer
from tongban.registers.seals import errors
from tongban.registers.seals.models import Certificate
from tongban.registers.seals.queries.authority import find_authority
from tongban.registers.seals.revocation_list import make_list

LIST_HOLDS = dt.timedelta(days=1)
"""A list is made when it is asked for; whoever keeps it asks again after this long."""

_PURPOSES: Mapping[str, str] = {"sm2-root": "sm2_root", "sm2-issuing": "sm2_issuing", "document-root": "pdf_root"}
"""The names under which authorities are published."""


def list_authorities() -> dict[str, bytes]:
    """DER of each authority's certificate by the name it is published under; empty before they were established."""
    standing = find_authority()
    return {name: bytes(standing[each].der) for name, each in _PURPOSES.items() if each in standing}


def find_revocation_list(name: str, *, now: dt.datetime) -> bytes | None:
    """DER of the list (CRL) of what this authority has revoked up to now, signed by it; None for no such authority.

    Our own verification asks the register itself, which no list is newer than. Raises Unavailable seal.key_missing.
    """
    authority = find_authority().get(_PURPOSES.get(name, ""))
    if authority is None:
        return None
    suite = P256 if authority.purpose == "pdf_root" else SM2
    revoked = Certificate.objects.filter(issuer=authority, revoked_at__lte=now).order_by("revoked_at", "serial")
    rows = [(int(serial, 16), at) for serial, at in revoked.values_list("serial", "revoked_at") if at is not None]
    return make_list(suite, _signer(authority), bytes(authority.der), rows, at=now, until=now + LIST_HOLDS)


def _signer(authority: Certificate) -> Signer:
    keys = KeyFolder(settings.KEY_DIR)
    try:
        find = keys.document_signer_of if authority.purpose == "pdf_root" else keys.signer_of
        return find(authority.key_id)
    except KeyTrouble as trouble:
        raise errors.key_missing(authority.key_id) from trouble
