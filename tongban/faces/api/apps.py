from django.apps import AppConfig

from tongban.foundation.ui.words import add_words


class ApiConfig(AppConfig):
    name = "tongban.faces.api"
    label = "api"

    def ready(self) -> None:
        from tongban.faces.api.words import WORDS

        add_words(WORDS)
