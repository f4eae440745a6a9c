"""Every write of the journal."""

from tongban.foundation.audit.commands.journal import record
from tongban.foundation.audit.commands.sealing import BATCH, SealReport, seal

__all__ = ["BATCH", "SealReport", "record", "seal"]
