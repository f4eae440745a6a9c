from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.words import add_sentences


class JobsConfig(AppConfig):
    name = "tongban.faces.jobs"
    label = "jobs"

    def ready(self) -> None:
        add_sentences({"sample_refused": _("正式系统不装样例数据。")})
