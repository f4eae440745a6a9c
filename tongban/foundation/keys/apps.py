from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class KeysConfig(AppConfig):
    name = "tongban.foundation.keys"
    label = "keys"

    def ready(self) -> None:
        from tongban.foundation.keys.words import SENTENCES

        add_sentences(SENTENCES)
