"""Stable codes of what the outbox refuses or reports."""

NOT_ALLOWED = "jobs_not_allowed"
RUN_UNKNOWN = "run_unknown"
RUN_NOT_PARKED = "run_not_parked"

VERSION_UNKNOWN = "event_version_unknown"
"""The reaction does not know this version of the event: parked at once, to be run again after an update."""

REACTION_GONE = "reaction_gone"
"""The table of reactions names this reaction no more: parked at once."""

PROCESS_ENDED = "process_ended"
"""The process ended each time this reaction ran."""
