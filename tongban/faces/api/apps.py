from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "tongban.faces.api"
    label = "api"
