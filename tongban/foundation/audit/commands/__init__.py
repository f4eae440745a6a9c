"""Every write of the journal."""

from tongban.foundation.audit.commands.journal import record
from tongban.foundation.audit.commands.sealing import SealReport, seal

__all__ = ["SealReport", "record", "seal"]
