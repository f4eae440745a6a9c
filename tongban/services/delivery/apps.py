from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class DeliveryConfig(AppConfig):
    name = "tongban.services.delivery"
    label = "delivery"

    def ready(self) -> None:
        from tongban.services.delivery.errors import SENTENCES

        add_sentences(SENTENCES)
