from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "tongban.foundation.routing"
    label = "routing"
