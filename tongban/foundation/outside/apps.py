from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class OutsideConfig(AppConfig):
    name = "tongban.foundation.outside"
    label = "outside"

    def ready(self) -> None:
        from tongban.foundation.outside.words import SENTENCES

        add_sentences(SENTENCES)
