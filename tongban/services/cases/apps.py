from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class CasesConfig(AppConfig):
    name = "tongban.services.cases"
    label = "cases"

    def ready(self) -> None:
        from tongban.services.cases.errors import SENTENCES

        add_sentences(SENTENCES)
