"""What the refusals of `errors` say to people. Apart from it, because the rules know its codes and no Django."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.outside.errors import (
    BADLY_SIGNED,
    DISPATCH_UNKNOWN,
    MALFORMED,
    MESSAGE_REFUSED,
    NO_PARTY,
    NO_SIMULATORS,
    REFERENCE_REUSED,
    REFUSED,
    SIGNER_UNKNOWN,
    TOO_LATE,
)

SENTENCES = {
    NO_PARTY: _("“%(channel)s”还没有接入。"),
    TOO_LATE: _("“%(channel)s”没有按时回应，稍后会再试。"),
    REFUSED: _("“%(channel)s”没有接受，稍后会再试。"),
    REFERENCE_REUSED: _("同一个编号已经用于另一条消息。"),
    BADLY_SIGNED: _("回执的签名不对，没有采用。"),
    MALFORMED: _("回执读不懂，没有采用。"),
    DISPATCH_UNKNOWN: _("没有这条发出的消息。"),
    MESSAGE_REFUSED: _("消息的内容有问题，没有发出。"),
    NO_SIMULATORS: _("正式系统没有模拟的外部单位。"),
    SIGNER_UNKNOWN: _("模拟的平台没有这家企业的证书，或者没有这个人。"),
}
