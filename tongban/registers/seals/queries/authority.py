"""The authority's certificates, and the platform's own signer for codes."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from tongban.foundation.keys.certificates import public_key_of
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.signing import Signer
from tongban.foundation.routing.prepared import fetch_one
from tongban.registers.seals import errors
from tongban.registers.seals.models import Certificate

PLATFORM_KEY = "licence-codes"


@dataclass(frozen=True, slots=True)
class PlatformKey:
    """A key that signs codes of licences, or did until `retired_at`: codes signed by it are good all the same.

    `public_key` is the uncompressed point, `certificate` DER.
    """

    key_id: str
    public_key: bytes
    certificate: bytes
    valid_from: dt.datetime
    valid_until: dt.datetime
    retired_at: dt.datetime | None


def find_authority() -> dict[str, Certificate]:
    """The certificates of the authority by purpose: empty before it was established."""
    owned = Certificate.objects.filter(revoked_at=None, retired_at=None).exclude(purpose__in=("seal", "document"))
    return {each.purpose: each for each in owned.select_related("issuer")}


_PLATFORM = """
SELECT key_id FROM seals_certificate WHERE purpose = 'platform' AND revoked_at IS NULL AND retired_at IS NULL
ORDER BY valid_from DESC LIMIT 1
"""


def platform_signer() -> Signer:
    """Signs codes that prove licences offline; its key id is that of `platform_certificates`.

    Raises Unavailable seal.authority_missing, seal.key_missing.
    """
    standing = fetch_one(_PLATFORM)
    if standing is None:
        raise errors.authority_missing()
    try:
        return KeyFolder(settings.KEY_DIR).signer_of(standing[0])
    except KeyTrouble as trouble:
        raise errors.key_missing(standing[0]) from trouble


def platform_certificates() -> list[bytes]:
    """DER of the platform's certificate and of those above it, the root last. Raises Unavailable as above."""
    standing = find_authority()
    if "platform" not in standing:
        raise errors.authority_missing()
    return [bytes(standing[purpose].der) for purpose in ("platform", "sm2_issuing", "sm2_root") if purpose in standing]


def list_platform_keys() -> list[PlatformKey]:
    """The key of the platform and its former ones, the newest first; none that was revoked. Empty without authority.

    With these anybody can check the code on a licence without asking, however long ago it was printed.
    """
    rows = Certificate.objects.filter(purpose="platform", revoked_at=None).order_by("-valid_from", "-key_id")
    return [
        PlatformKey(
            row.key_id, public_key_of(bytes(row.der)), bytes(row.der), row.valid_from, row.valid_until, row.retired_at
        )
        for row in rows
    ]
