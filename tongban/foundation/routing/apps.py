from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class RoutingConfig(AppConfig):
    name = "tongban.foundation.routing"
    label = "routing"

    def ready(self) -> None:
        from tongban.foundation.routing.errors import SENTENCES

        add_sentences(SENTENCES)
