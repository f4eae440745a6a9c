from django.apps import AppConfig

from tongban.foundation.ui.words import add_words


class RegionsConfig(AppConfig):
    name = "tongban.registers.regions"
    label = "regions"

    def ready(self) -> None:
        from tongban.registers.regions.errors import WORDS

        add_words(WORDS)
