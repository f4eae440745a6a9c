from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class SpreadsheetsConfig(AppConfig):
    name = "tongban.foundation.spreadsheets"
    label = "spreadsheets"

    def ready(self) -> None:
        from tongban.foundation.spreadsheets.errors import SENTENCES

        add_sentences(SENTENCES)
