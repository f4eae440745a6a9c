"""What the API says about the codes it meets first."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.words import Words

WORDS = {
    "request_invalid": Words(_("请求的内容不对"), _("有的参数系统读不懂。"), _("请按 errors 里说的改好后再发。")),
}
