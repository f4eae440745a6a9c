"""How the pages of the entrance tell what was wrong with a field, and refusals of their own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.words import Words

FIELDS: dict[str, Promise] = {
    "phone_malformed": _("请填 11 位的手机号"),
    "name_missing": _("请填姓名"),
    "name_too_long": _("姓名太长，或者有不能用的字符"),
    "password_too_short": _("密码至少 8 位"),
    "password_too_long": _("密码最多 128 位"),
    "password_is_phone": _("密码不能是手机号"),
    "password_too_simple": _("密码里不能只有数字或者只有字母"),
    "passwords_differ": _("两次填的密码不一样"),
    "consent_missing": _("请先阅读并同意"),
}

WORDS = {
    "entrance.not_open": Words(
        _("统一身份认证没有开通"),
        _("这个系统没有接通统一身份认证平台。"),
        _("请用密码或者短信验证码登录。"),
    ),
    "phone_taken": Words(
        _("没有注册"),
        _("这个手机号已经有账号了。"),
        _("请用短信验证码登录。"),
    ),
    "account_refused": Words(
        _("填写的内容有问题"),
        _("有的内容不合要求，所以没有保存。"),
        _("请改好后再提交。"),
    ),
}


def field_words(codes: list[str]) -> str:
    """The first fault of a field in words."""
    return str(FIELDS.get(codes[0], codes[0])) if codes else ""
