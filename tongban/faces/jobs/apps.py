from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class JobsConfig(AppConfig):
    name = "tongban.faces.jobs"
    label = "jobs"

    def ready(self) -> None:
        from tongban.faces.jobs.words import SENTENCES

        add_sentences(SENTENCES)
