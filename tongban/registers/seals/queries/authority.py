"""The authority's certificates, and the platform's own signer for codes."""

from django.conf import settings

from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.signing import Signer
from tongban.registers.seals import errors
from tongban.registers.seals.models import Certificate

PLATFORM_KEY = "licence-codes"


def find_authority() -> dict[str, Certificate]:
    """The certificates of the authority by purpose: empty before it was established."""
    owned = Certificate.objects.filter(revoked_at=None).exclude(purpose__in=("seal", "document"))
    return {each.purpose: each for each in owned.select_related("issuer")}


def platform_signer() -> Signer:
    """Signs codes that prove licences offline; its key id is that of `platform_certificates`.

    Raises Unavailable seal.authority_missing, seal.key_missing.
    """
    certificate = _platform()
    try:
        return KeyFolder(settings.KEY_DIR).signer_of(certificate.key_id)
    except KeyTrouble as trouble:
        raise errors.key_missing(certificate.key_id) from trouble


def platform_certificates() -> list[bytes]:
    """DER of the platform's certificate and of those above it, the root last. Raises Unavailable as above."""
    standing = find_authority()
    if "platform" not in standing:
        raise errors.authority_missing()
    return [bytes(standing[purpose].der) for purpose in ("platform", "sm2_issuing", "sm2_root")]


def _platform() -> Certificate:
    certificate = find_authority().get("platform")
    if certificate is None:
        raise errors.authority_missing()
    return certificate
