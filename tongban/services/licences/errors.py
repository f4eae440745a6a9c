"""Why the licence centre refuses."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import NotFound

SENTENCES = {
    "licence.not_found": _("没有这本证照，或者您不能查看它。"),
}


def not_found() -> NotFound:
    return NotFound("licence.not_found")
