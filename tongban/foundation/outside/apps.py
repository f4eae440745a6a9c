from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "tongban.foundation.outside"
    label = "outside"
