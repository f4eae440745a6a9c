"""What access refuses, with stable codes, and what it says to people."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from tongban.foundation.ui.words import Words


def account_refused(fields: dict[str, list[str]]) -> Invalid:
    return Invalid("account_refused", fields)


def phone_taken() -> Conflict:
    return Conflict("phone_taken")


def role_unknown(role: str) -> NotFound:
    return NotFound("role_unknown", role=role)


def account_unknown() -> NotFound:
    return NotFound("account_unknown")


def post_unknown() -> NotFound:
    return NotFound("post_unknown")


def post_held_already(role: str, region: str) -> Conflict:
    return Conflict("post_held_already", role=role, region=region)


def may_not(action: str) -> NotAllowed:
    return NotAllowed("access_not_allowed", action=action)


def credentials_wrong() -> NotAllowed:
    """The same for an unknown phone and a wrong password: nobody learns who has an account."""
    return NotAllowed("credentials_wrong")


def account_closed() -> NotAllowed:
    return NotAllowed("account_closed")


def sample_account_refused() -> NotAllowed:
    return NotAllowed("sample_account_refused")


def too_many_attempts(seconds: int) -> Unavailable:
    return Unavailable("too_many_attempts", retry_after=seconds, minutes=-(-seconds // 60))


WORDS = {
    "credentials_wrong": Words(
        _("没有登录"),
        _("手机号或者密码不对。"),
        _("请检查后再试。忘了密码，请到政务服务大厅找工作人员重设。"),
    ),
    "too_many_attempts": Words(
        _("试得太多了"),
        _("这个手机号或者这个网络试得太多了，为了您的账号安全先停一停。"),
        _("请过 %(minutes)s 分钟再试。"),
    ),
    "account_closed": Words(
        _("这个账号已经停用"),
        _("管理员停用了这个账号。"),
        _("请联系本单位的系统管理员。"),
    ),
    "sample_account_refused": Words(
        _("样例账号在这里不能用"),
        _("这是正式系统，不接受样例账号。"),
        _("请用您自己的账号登录。"),
    ),
    "post_unknown": Words(
        _("没有这个岗位"),
        _("您没有担任这个岗位，或者任期已经结束。"),
        _("请换一个岗位，或者联系本单位的系统管理员。"),
    ),
}


SENTENCES = {
    "account_refused": _("账号没有建成：手机号、姓名或者密码不合要求。"),
    "phone_taken": _("这个手机号已经有账号了。"),
    "role_unknown": _("没有“%(role)s”这种岗位角色。"),
    "account_unknown": _("没有这个账号。"),
    "post_held_already": _("这个账号已经有这个岗位了。"),
    "access_not_allowed": _("您没有管理账号和岗位的权限。"),
}
