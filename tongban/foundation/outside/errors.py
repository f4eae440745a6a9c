"""Stable codes of what outside parties do to us."""

NO_PARTY = "outside_no_party"
"""No adapter stands for this channel: production has no simulators."""

TOO_LATE = "outside_timeout"
"""The party did not answer in time; it may have taken the message all the same."""

REFUSED = "outside_refused"
"""The party answered with an error."""

REFERENCE_REUSED = "outside_reference_reused"
"""The same reference was used for another message."""

BADLY_SIGNED = "outside_badly_signed"
MALFORMED = "outside_malformed"
DISPATCH_UNKNOWN = "outside_dispatch_unknown"
MESSAGE_REFUSED = "outside_message_refused"
NO_SIMULATORS = "outside_no_simulators"
"""Production has no simulators to look into or to disturb."""

SIGNER_UNKNOWN = "outside_signer_unknown"
"""The simulated party keeps no key for this code, or has no such person."""
