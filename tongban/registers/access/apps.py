from django.apps import AppConfig

from tongban.foundation.ui.words import add_words


class AccessConfig(AppConfig):
    name = "tongban.registers.access"
    label = "access"

    def ready(self) -> None:
        from tongban.registers.access.errors import WORDS
        from tongban.registers.access.queries import check_catalogue

        check_catalogue()
        add_words(WORDS)
