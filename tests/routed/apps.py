from django.apps import AppConfig


class RoutedSampleConfig(AppConfig):
    name = "tests.routed"
    label = "routed"
