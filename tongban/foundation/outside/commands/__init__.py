"""Every write about outside parties: our messages and their reports; the simulated parties behind the contract."""

from tongban.foundation.outside.commands.dispatching import deliver, send, send_sms
from tongban.foundation.outside.commands.reporting import receive_report
from tongban.foundation.outside.commands.signing import Envelope, confirm, keep_signer, revoke_signer
from tongban.foundation.outside.commands.simulating import play_reports, set_faults

__all__ = [
    "Envelope",
    "confirm",
    "deliver",
    "keep_signer",
    "play_reports",
    "receive_report",
    "revoke_signer",
    "send",
    "send_sms",
    "set_faults",
]
