from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class IdentifiersConfig(AppConfig):
    name = "tongban.registers.identifiers"
    label = "identifiers"

    def ready(self) -> None:
        from tongban.registers.identifiers.errors import SENTENCES

        add_sentences(SENTENCES)
