from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "tongban.registers.parties"
    label = "parties"
