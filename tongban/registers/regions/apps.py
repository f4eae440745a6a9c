from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "tongban.registers.regions"
    label = "regions"
