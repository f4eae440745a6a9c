"""What the commands of the jobs face refuse, in words."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.words import Words

WORDS = {
    "sample_refused": Words(_("样例数据没有装"), _("正式系统不装样例数据。"), _("请在试用环境里装。")),
}
