"""What the refusals of signing say to people, and why a request came to nothing."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import NotAllowed
from tongban.foundation.ui.words import Words, words_for
from tongban.registers.signatures.queries import Standing
from tongban.registers.signatures.rules import State

_AGAIN = _("请重新生成二维码再试。")
WORDS = {
    "signature.not_open": Words(
        _("电子营业执照没有开通"),
        _("这个系统没有接通电子营业执照平台。"),
        _("请用别的办法登录。要企业签署的事项，请带公章到窗口办；其他申请不签署也照样提交。"),
    ),
    "signature.badly_signed": Words(
        _("没有采用"),
        _("电子营业执照平台的回答没有通过核对。"),
        _AGAIN,
    ),
    "signature.request_unknown": Words(
        _("没有这次签署"),
        _("它已经过期删除，或者不是在这个浏览器里开始的。"),
        _AGAIN,
    ),
    "signature.expired": Words(
        _("二维码过期了"),
        _("为了安全，二维码只在几分钟内有效。"),
        _AGAIN,
    ),
    "signature.answered_already": Words(
        _("这个二维码用过了"),
        _("一个二维码只能确认一次。"),
        _AGAIN,
    ),
    "signature.not_answered": Words(
        _("还没有确认"),
        _("电子营业执照还没有确认这次登录或者签署。"),
        _("请用电子营业执照扫码确认，再刷新这一页。"),
    ),
    "signature.untrusted": Words(
        _("没有采用"),
        _("签名或者证书没有通过核对（%(layer)s：%(reason)s）。"),
        _("请换一张有效的电子营业执照再试。"),
    ),
    "signature.enterprise_unknown": Words(
        _("这里没有这家企业的档案"),
        _("电子营业执照上的统一社会信用代码在这里还没有建档。"),
        _("请先到政务服务大厅建档，再用电子营业执照。"),
    ),
    "signature.name_differs": Words(
        _("名称对不上"),
        _("电子营业执照上的名称或者确认人的姓名和这里的档案不一样。"),
        _("如果刚变更过，请先更新电子营业执照或者档案。"),
    ),
    "signature.other_enterprise": Words(
        _("不是这家企业的电子营业执照"),
        _("这次申请要由申请的企业签署，您用的是另一家企业的电子营业执照。"),
        _("请用申请企业的电子营业执照再试。"),
    ),
    "signature.not_representative": Words(
        _("确认的人不是法定代表人"),
        _("档案里这家企业的法定代表人（负责人）不是确认的这个人。"),
        _("请由法定代表人确认；如果刚变更过，请先更新档案。"),
    ),
    "signature.agent_not_authorised": Words(
        _("没有有效的委托"),
        _("确认的办事人在这里没有这家企业的有效委托，或者委托里没有这件事。"),
        _("请法定代表人先登记委托，或者由法定代表人确认。"),
    ),
    "signature.role_unknown": Words(
        _("没有采用"),
        _("平台没有说明确认的人是法定代表人还是办事人。"),
        _AGAIN,
    ),
    "signature.phone_missing": Words(
        _("没有登录"),
        _("这里还没有您的账号，平台又没有告诉我们您的手机号，建不了账号。"),
        _("请先用短信验证码注册，再用电子营业执照登录。"),
    ),
    "signature.account_of_another": Words(
        _("没有登录"),
        _("用这个手机号注册的账号是另一个人的。"),
        _("如果手机号换了主人，请到政务服务大厅核对身份。"),
    ),
}


def say_why_not(standing: Standing) -> str:
    """Why nobody can answer the request any more, and what to do; "" while somebody can, and once it was answered."""
    if not standing.is_over or standing.state is State.USED:
        return ""
    _title, cause, advice = words_for(NotAllowed(standing.refused_with or "signature.expired"))
    return f"{cause}{advice}"
