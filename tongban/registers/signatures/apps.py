from django.apps import AppConfig

from tongban.foundation.ui.words import add_words


class SignaturesConfig(AppConfig):
    name = "tongban.registers.signatures"
    label = "signatures"

    def ready(self) -> None:
        from tongban.registers.signatures.words import WORDS

        add_words(WORDS)
