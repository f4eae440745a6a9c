"""What routing's refusals say to people."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "idempotency.malformed": _("Idempotency-Key 须为 8 至 128 个可见的 ASCII 字符，不含空格。"),
    "idempotency.reused": _("这个 Idempotency-Key 已用于另一次请求，请换一个新的。"),
}
