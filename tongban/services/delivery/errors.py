"""Why a courier's order is refused."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid

SENTENCES = {
    "delivery.address_refused": _("请写清楚寄送地址，最多 %(most)s 个字。"),
    "delivery.not_waiting": _("快递已经下单，地址不能再改。"),
    "delivery.under_way": _("这个办件已经有快递在路上。"),
}


def address_refused(most: int) -> Invalid:
    return Invalid("delivery.address_refused", {"address": ["delivery.address_refused"]}, most=most)


def not_waiting() -> Conflict:
    return Conflict("delivery.not_waiting")


def under_way() -> Conflict:
    return Conflict("delivery.under_way")
