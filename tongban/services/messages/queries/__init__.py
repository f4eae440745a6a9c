"""Every read of notices and of their wordings."""

# Notice, RegionWording and StaffNotice are named here for who reads what these return.
from tongban.services.messages.models import Notice, RegionWording, StaffNotice
from tongban.services.messages.queries.inbox import (
    Inbox,
    Received,
    count_unread,
    count_unread_of_staff,
    get_notice,
    get_staff_notice,
    list_notices,
    list_staff_notices,
)
from tongban.services.messages.queries.wordings import (
    EDIT,
    Standing,
    get_template,
    list_standing,
    list_templates,
    list_variables,
    list_wordings,
    resolve,
    sample_values,
)

__all__ = [
    "EDIT",
    "Inbox",
    "Notice",
    "Received",
    "RegionWording",
    "StaffNotice",
    "Standing",
    "count_unread",
    "count_unread_of_staff",
    "get_notice",
    "get_staff_notice",
    "get_template",
    "list_notices",
    "list_staff_notices",
    "list_standing",
    "list_templates",
    "list_variables",
    "list_wordings",
    "resolve",
    "sample_values",
]
