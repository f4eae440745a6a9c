"""Every write of the journal."""

from tongban.foundation.audit.commands.journal import INSERT, entry_of, record
from tongban.foundation.audit.commands.sealing import BATCH, SealReport, seal

__all__ = ["BATCH", "INSERT", "SealReport", "entry_of", "record", "seal"]
