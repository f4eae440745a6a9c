"""What the refusals of entry say to people."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.words import Words

WORDS = {
    "entry.phone_malformed": Words(
        _("手机号不对"),
        _("这不是 11 位的手机号。"),
        _("请检查后再试。"),
    ),
    "entry.code_too_soon": Words(
        _("刚刚发过验证码"),
        _("验证码一分钟只能发一次。"),
        _("请过 %(retry_after)s 秒再要；先看看收到的短信。"),
    ),
    "entry.code_wrong": Words(
        _("验证码不对"),
        _("验证码输错了、过期了或者已经用过。"),
        _("请检查后再试，或者重新要一个。"),
    ),
    "entry.second_factor_wrong": Words(
        _("动态码不对"),
        _("动态码输错了、过期了或者已经用过。"),
        _("请等下一个动态码再试；手机不在身边，可以用一个备用码。"),
    ),
    "entry.second_factor_stands": Words(
        _("动态码已经开通"),
        _("这个账号已经绑定了一个动态码应用。"),
        _("换手机时，请先停用再重新开通。"),
    ),
    "entry.second_factor_needed": Words(
        _("先开通动态码"),
        _("工作人员登录要有第二重验证。"),
        _("请先在“账号安全”里开通动态码。"),
    ),
    "entry.not_allowed": Words(
        _("这不是您的账号"),
        _("登录、密码和动态码只有本人能改。"),
        _("请用那个账号登录，或者请系统管理员重置。"),
    ),
    "entry.session_unknown": Words(
        _("没有这个登录"),
        _("它已经结束，或者不是您的。"),
        _("请刷新“账号安全”再看。"),
    ),
    "entry.claims_malformed": Words(
        _("没有登录"),
        _("统一身份认证平台给的信息不完整，系统读不懂。"),
        _("请用密码或者短信验证码登录。"),
    ),
    "entry.identity_taken": Words(
        _("没有绑定"),
        _("这个实名身份已经绑定了另一个账号。"),
        _("请退出后直接用统一身份认证登录。"),
    ),
    "entry.identity_held_already": Words(
        _("没有绑定"),
        _("这个账号已经绑定了另一个实名身份，一个账号只能绑定一个。"),
        _("如果手机号换了主人，请到政务服务大厅核对身份。"),
    ),
    "entry.identity_unproven": Words(
        _("没有登录"),
        _("统一身份认证平台的回答没有通过核对，可能是页面放得太久，或者链接用过一次了。"),
        _("请重新登录；还是不行，请用密码或者短信验证码。"),
    ),
    "entry.platform_silent": Words(
        _("统一身份认证平台没有回应"),
        _("它现在连不上，或者太慢。"),
        _("请用密码或者短信验证码登录，办事不受影响。"),
    ),
    "entry.identity_denied": Words(
        _("您取消了登录"),
        _("统一身份认证平台没有得到您的同意，所以没有把身份告诉我们。"),
        _("可以重新试一次，或者用密码、短信验证码登录。"),
    ),
}
