from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class DocumentsConfig(AppConfig):
    name = "tongban.foundation.documents"
    label = "documents"

    def ready(self) -> None:
        from tongban.foundation.documents.errors import SENTENCES

        add_sentences(SENTENCES)
