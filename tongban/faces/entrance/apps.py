from django.apps import AppConfig

from tongban.foundation.ui.words import add_words


class EntranceConfig(AppConfig):
    name = "tongban.faces.entrance"
    label = "entrance"

    def ready(self) -> None:
        from tongban.faces.entrance.words import WORDS

        add_words(WORDS)
