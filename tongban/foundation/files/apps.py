from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class FilesConfig(AppConfig):
    name = "tongban.foundation.files"
    label = "files"

    def ready(self) -> None:
        from tongban.foundation.files.errors import SENTENCES

        add_sentences(SENTENCES)
