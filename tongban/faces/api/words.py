"""What the API says about the codes it meets first."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.words import Words

WORDS = {
    "api.sign_in": Words(_("请先登录"), _("这一步要知道您是谁。"), _("请登录后再发，或者用办件编号和查询码查进度。")),
    "api.key_unknown": Words(
        _("密钥不对"),
        _("没有这把密钥，或者它已经停用。"),
        _("请换用有效的密钥，或者向发放密钥的管理员要一把新的。"),
    ),
    "api.too_fast": Words(
        _("请求太多"),
        _("系统现在很忙，您所在地区的程序发来的请求超过了应得的份额。"),
        _("请过 %(retry_after)s 秒再发；带着同一个 Idempotency-Key 重发，不会办成两件。"),
    ),
    "request.media_type": Words(
        _("内容的格式不对"),
        _("接口只接受 UTF-8 编码的 JSON（Content-Type: application/json）。"),
        _("请改用 JSON 后再发。"),
    ),
    "request_invalid": Words(_("请求的内容不对"), _("有的参数系统读不懂。"), _("请按 errors 里说的改好后再发。")),
}
