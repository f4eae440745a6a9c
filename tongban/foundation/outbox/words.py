"""What the refusals of `errors` say to people. Apart from it, because the rules know its codes and no Django."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.outbox.errors import NOT_ALLOWED, RUN_NOT_PARKED, RUN_UNKNOWN

SENTENCES = {
    NOT_ALLOWED: _("您没有处理停放任务的权限。"),
    RUN_UNKNOWN: _("没有这个停放的任务。"),
    RUN_NOT_PARKED: _("这个任务已经不在停放，可能别人刚刚让它再运行了。"),
}
