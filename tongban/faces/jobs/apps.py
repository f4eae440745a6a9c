from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tongban.faces.jobs"
    label = "jobs"
