"""How far a text message got, in words for the pages that show it."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.outside.rules import DeliveryState

SMS_STATES = {
    DeliveryState.QUEUED: _("正在发送"),
    DeliveryState.ACCEPTED: _("正在发送"),
    DeliveryState.SENT: _("已发出"),
    DeliveryState.FAILED: _("没有送到"),
    DeliveryState.DELIVERED: _("已送达"),
}
