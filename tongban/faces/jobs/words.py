"""What the commands' own refusals say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {"sample_refused": _("正式系统不装样例数据。")}
