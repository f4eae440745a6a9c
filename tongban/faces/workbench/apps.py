from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences, add_words


class WorkbenchConfig(AppConfig):
    name = "tongban.faces.workbench"
    label = "workbench"

    def ready(self) -> None:
        from tongban.faces.workbench.parked.words import WORDS as PARKED
        from tongban.faces.workbench.words import SENTENCES, WORDS

        add_words(WORDS | PARKED)
        add_sentences(SENTENCES)
