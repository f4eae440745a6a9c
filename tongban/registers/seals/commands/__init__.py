"""Every write of the register of seals: the authority, the seals, and each use of one."""

from tongban.registers.seals.commands.authority import establish_authority, rotate_platform_key
from tongban.registers.seals.commands.registering import (
    authorise_seal,
    create_seal,
    restore_seal,
    revoke_seal,
    suspend_seal,
)
from tongban.registers.seals.commands.sealing import keep_refused, record_refused, seal_files
from tongban.registers.seals.commands.verifying import verify_for
from tongban.registers.seals.rules.use import Place, SealedFiles, SealUse

__all__ = [
    "Place",
    "SealUse",
    "SealedFiles",
    "authorise_seal",
    "create_seal",
    "establish_authority",
    "keep_refused",
    "record_refused",
    "restore_seal",
    "revoke_seal",
    "rotate_platform_key",
    "seal_files",
    "suspend_seal",
    "verify_for",
]
