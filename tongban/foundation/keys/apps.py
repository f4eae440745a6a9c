from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "tongban.foundation.keys"
    label = "keys"
