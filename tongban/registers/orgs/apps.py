from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class OrgsConfig(AppConfig):
    name = "tongban.registers.orgs"
    label = "orgs"

    def ready(self) -> None:
        from tongban.registers.orgs.errors import SENTENCES

        add_sentences(SENTENCES)
