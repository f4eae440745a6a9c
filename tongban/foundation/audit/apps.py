from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class AuditConfig(AppConfig):
    name = "tongban.foundation.audit"
    label = "audit"

    def ready(self) -> None:
        from tongban.foundation.audit.errors import SENTENCES

        add_sentences(SENTENCES)
