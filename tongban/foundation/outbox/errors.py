"""Stable codes of what the outbox refuses or reports, and what they say to people."""

from django.utils.translation import gettext_lazy as _

NOT_ALLOWED = "jobs_not_allowed"
RUN_UNKNOWN = "run_unknown"
RUN_NOT_PARKED = "run_not_parked"

VERSION_UNKNOWN = "event_version_unknown"
"""The reaction does not know this version of the event: parked at once, to be run again after an update."""

REACTION_GONE = "reaction_gone"
"""The table of reactions names this reaction no more: parked at once."""

PROCESS_ENDED = "process_ended"
"""The process ended each time this reaction ran."""

SENTENCES = {
    NOT_ALLOWED: _("您没有处理停放任务的权限。"),
    RUN_UNKNOWN: _("没有这个停放的任务。"),
    RUN_NOT_PARKED: _("这个任务已经不在停放，可能别人刚刚让它再运行了。"),
}
