from django.apps import AppConfig

from tongban.foundation.ui.words import add_words


class JobsConfig(AppConfig):
    name = "tongban.faces.jobs"
    label = "jobs"

    def ready(self) -> None:
        from tongban.faces.jobs.words import WORDS

        add_words(WORDS)
