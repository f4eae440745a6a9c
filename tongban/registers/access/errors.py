"""What access refuses, with stable codes, and what it says to people."""

from collections.abc import Sequence
from typing import Protocol, cast

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from tongban.foundation.ui.words import Words

APPOINT = "access.appoint"


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


def role_not_appointed(role: str) -> Conflict:
    return Conflict("access.role_not_appointed", role=role)


def role_not_at_this_level(role: str, level: int) -> Conflict:
    return Conflict("access.role_not_at_this_level", role=role, level=level)


def organisation_outside(organisation: str, region: str) -> Conflict:
    return Conflict("access.organisation_outside", organisation=organisation, region=region)


def organisation_closed(organisation: str) -> Conflict:
    return Conflict("access.organisation_closed", organisation=organisation)


class Named(Protocol):
    """Something of the catalogue, with a Chinese and an English name."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def _in_language(things: Sequence[Named]) -> Promise:
    """Their names, in the language of whoever reads them."""
    told = lazy(lambda: ", ".join(thing.en if get_language() == "en" else thing.zh for thing in things), str)()
    return cast(Promise, told)


def separated_duties(held: Named, rule: Named) -> Conflict:
    """`held` is the role that stands in the way, `rule` the two duties kept apart."""
    return Conflict("access.separated_duties", held=_in_language([held]), rule=_in_language([rule]))


def holder_closed() -> Conflict:
    return Conflict("access.account_closed")


def holder_open() -> Conflict:
    return Conflict("access.account_open")


def ends_in_the_past() -> Invalid:
    return Invalid("access.ends_in_the_past", {"on": ["access.ends_in_the_past"]})


def cursor_malformed() -> Invalid:
    return Invalid("access.cursor_malformed", {"after": ["access.cursor_malformed"]})


def ended_already() -> Conflict:
    return Conflict("access.post_ended_already")


def above_own_rights(role: str, actions: Sequence[Named]) -> NotAllowed:
    """`actions` are those of the role that the giver does not hold."""
    return NotAllowed("access.above_own_rights", action=APPOINT, role=role, actions=_in_language(actions))


def not_oneself() -> NotAllowed:
    return NotAllowed("access.not_oneself", action=APPOINT)


def client_unknown() -> NotFound:
    return NotFound("access.client_unknown")


def client_refused(fields: dict[str, list[str]]) -> Invalid:
    return Invalid("access.client_refused", fields)


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
        _("请检查后再试。忘了密码，可以用短信验证码登录，或者重设密码。"),
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
    "access.cursor_malformed": Words(
        _("翻页的位置不对"),
        _("地址里的翻页位置读不懂。"),
        _("请从第一页开始。"),
    ),
    "account_refused": Words(
        _("账号没有建成"),
        _("手机号、姓名或者密码不合要求。"),
        _("请改好后再提交。"),
    ),
    "phone_taken": Words(
        _("这个手机号已经有账号"),
        _("一个手机号只能有一个账号。"),
        _("请按手机号找到原来的账号。"),
    ),
    "account_unknown": Words(
        _("没有找到这个账号"),
        _("账号不存在，或者不在您的岗位管理的范围内。"),
        _("请按手机号查找。"),
    ),
    "role_unknown": Words(
        _("没有这个角色"),
        _("角色表里没有这个角色。"),
        _("请从列表里选一个角色。"),
    ),
    "access_not_allowed": Words(
        _("您的岗位不能做这件事"),
        _("这一步超出了您的岗位管理的地区或者单位。"),
        _("请找上一级的系统管理员办理。"),
    ),
    "access.above_own_rights": Words(
        _("不能给出您自己没有的权限"),
        _("这个角色带有您在那里没有的权限：%(actions)s。"),
        _("请找上一级的系统管理员设这个岗位。"),
    ),
    "access.not_oneself": Words(
        _("不能给自己设岗位"),
        _("岗位要由别人来设。"),
        _("请找另一位系统管理员。"),
    ),
    "access.separated_duties": Words(
        _("这两个岗位不能由一个人兼任"),
        _("这个账号在同一范围内已经担任%(held)s；按规定，%(rule)s。"),
        _("请先结束原来的岗位，或者另选一个人。"),
    ),
    "access.role_not_appointed": Words(
        _("这个角色不用设岗位"),
        _("它属于每一个办事人，或者由授权产生。"),
        _("请选一个工作岗位。"),
    ),
    "access.role_not_at_this_level": Words(
        _("这一级没有这个角色"),
        _("这个角色只在别的层级设岗位。"),
        _("请换一个地区，或者换一个角色。"),
    ),
    "access.organisation_outside": Words(
        _("机构不在这个地区"),
        _("岗位的机构必须在岗位管理的地区之内。"),
        _("请换一个机构，或者换一个地区。"),
    ),
    "access.organisation_closed": Words(
        _("机构已经撤销"),
        _("撤销的机构不再设岗位。"),
        _("请选接替它的机构。"),
    ),
    "access.account_closed": Words(
        _("这个账号已经停用"),
        _("停用的账号不能担任岗位。"),
        _("请先恢复账号。"),
    ),
    "access.account_open": Words(
        _("这个账号没有停用"),
        _("只有停用的账号才需要恢复。"),
        _("请刷新页面，看最新的情况。"),
    ),
    "access.ends_in_the_past": Words(
        _("结束日期已经过去"),
        _("岗位最早从今天起结束。"),
        _("请选今天或者以后的日期。"),
    ),
    "access.post_ended_already": Words(
        _("这个岗位已经结束"),
        _("结束日期到了，岗位不再有效。"),
        _("请刷新页面，看最新的情况。"),
    ),
    "post_held_already": Words(
        _("这个岗位已经有了"),
        _("这个账号在同一地区、同一机构已经担任这个角色。"),
        _("不用再设。"),
    ),
    "access.client_unknown": Words(
        _("没有这个接口客户"),
        _("它不存在、已经停用，或者不在您的岗位管理的范围内。"),
        _("请从列表里选一个接口客户。"),
    ),
    "access.client_refused": Words(
        _("接口客户没有建成"),
        _("名称、份额或者旧密钥的保留时间不合要求。"),
        _("请改好后再提交。"),
    ),
    "post_unknown": Words(
        _("没有这个岗位"),
        _("您没有担任这个岗位，或者任期已经结束。"),
        _("请换一个岗位，或者联系本单位的系统管理员。"),
    ),
}
