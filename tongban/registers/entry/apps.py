from django.apps import AppConfig

from tongban.foundation.ui.words import add_words


class EntryConfig(AppConfig):
    name = "tongban.registers.entry"
    label = "entry"

    def ready(self) -> None:
        from tongban.registers.entry.words import WORDS

        add_words(WORDS)
