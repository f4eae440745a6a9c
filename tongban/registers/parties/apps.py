from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class PartiesConfig(AppConfig):
    name = "tongban.registers.parties"
    label = "parties"

    def ready(self) -> None:
        from tongban.registers.parties.errors import SENTENCES

        add_sentences(SENTENCES)
