from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class MessagesConfig(AppConfig):
    name = "tongban.services.messages"
    label = "notices"  # Django has a "messages" of its own

    def ready(self) -> None:
        from tongban.services.messages.errors import SENTENCES

        add_sentences(SENTENCES)
