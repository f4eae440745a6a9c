from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class WorklistConfig(AppConfig):
    name = "tongban.foundation.worklist"
    label = "worklist"

    def ready(self) -> None:
        from tongban.foundation.worklist.errors import SENTENCES

        add_sentences(SENTENCES)
