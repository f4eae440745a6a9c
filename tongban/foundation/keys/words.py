"""What refusals about keys and printed numbers say to people. Apart from `errors`, which the settings import."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "printed_number.length": _("编号应为 16 位数字。"),
    "printed_number.digits": _("编号只有数字。"),
    "printed_number.check_digit": _("编号有一位不对，请逐位核对。"),
    "printed_number.never_given": _("没有发出过这个编号。"),
}
