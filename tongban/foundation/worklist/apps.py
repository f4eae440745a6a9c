from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "tongban.foundation.worklist"
    label = "worklist"
