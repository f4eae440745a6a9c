from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "tongban.faces.portal"
    label = "portal"
