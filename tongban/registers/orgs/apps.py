from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "tongban.registers.orgs"
    label = "orgs"
