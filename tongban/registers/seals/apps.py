from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class SealsConfig(AppConfig):
    name = "tongban.registers.seals"
    label = "seals"

    def ready(self) -> None:
        from tongban.registers.seals.errors import SENTENCES

        add_sentences(SENTENCES)
