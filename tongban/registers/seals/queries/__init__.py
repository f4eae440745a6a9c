"""Every read of the register of seals."""

from tongban.registers.seals.queries.authorities import find_revocation_list, list_authorities
from tongban.registers.seals.queries.authority import (
    PLATFORM_KEY,
    PlatformKey,
    find_authority,
    list_platform_keys,
    platform_certificates,
    platform_signer,
)
from tongban.registers.seals.queries.register import (
    AUTHORISE,
    MANAGE,
    PAGE,
    READ,
    SealView,
    UseLine,
    count_seals,
    count_uses,
    draw_seal,
    find_seal,
    get_seal,
    has_seal,
    list_seals,
    list_uses,
)
from tongban.registers.seals.queries.trust import trust
from tongban.registers.seals.queries.verification import verify_file

__all__ = [
    "AUTHORISE",
    "MANAGE",
    "PAGE",
    "PLATFORM_KEY",
    "READ",
    "PlatformKey",
    "SealView",
    "UseLine",
    "count_seals",
    "count_uses",
    "draw_seal",
    "find_authority",
    "find_revocation_list",
    "find_seal",
    "get_seal",
    "has_seal",
    "list_authorities",
    "list_platform_keys",
    "list_seals",
    "list_uses",
    "platform_certificates",
    "platform_signer",
    "trust",
    "verify_file",
]
