from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "tongban.faces.workbench"
    label = "workbench"
