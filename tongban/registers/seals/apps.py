from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "tongban.registers.seals"
    label = "seals"
