from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class FormsConfig(AppConfig):
    name = "tongban.registers.forms"
    label = "forms"

    def ready(self) -> None:
        from tongban.registers.forms.errors import SENTENCES

        add_sentences(SENTENCES)
