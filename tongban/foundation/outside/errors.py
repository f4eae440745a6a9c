"""Stable codes of what outside parties do to us, and what they say to people."""

from django.utils.translation import gettext_lazy as _

NO_PARTY = "outside_no_party"
"""No adapter stands for this channel: production has no simulators."""

TOO_LATE = "outside_timeout"
"""The party did not answer in time; it may have taken the message all the same."""

REFUSED = "outside_refused"
"""The party answered with an error."""

REFERENCE_REUSED = "outside_reference_reused"
"""The same reference was used for another message."""

BADLY_SIGNED = "outside_badly_signed"
MALFORMED = "outside_malformed"
DISPATCH_UNKNOWN = "outside_dispatch_unknown"
MESSAGE_REFUSED = "outside_message_refused"
NO_SIMULATORS = "outside_no_simulators"
"""Production has no simulators to look into or to disturb."""

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
}
