from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tongban.registers.access"
    label = "access"
