from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class OutboxConfig(AppConfig):
    name = "tongban.foundation.outbox"
    label = "outbox"

    def ready(self) -> None:
        from tongban.foundation.outbox.words import SENTENCES

        add_sentences(SENTENCES)
