from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class LicencesConfig(AppConfig):
    name = "tongban.services.licences"
    label = "licences"

    def ready(self) -> None:
        from tongban.services.licences.errors import SENTENCES

        add_sentences(SENTENCES)
