"""What the API says about the codes it meets first."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.words import Words

WORDS = {
    "api.sign_in": Words(_("请先登录"), _("这一步要知道您是谁。"), _("请登录后再发，或者用办件编号和查询码查进度。")),
    "request_invalid": Words(_("请求的内容不对"), _("有的参数系统读不懂。"), _("请按 errors 里说的改好后再发。")),
}
