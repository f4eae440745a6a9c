from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "tongban.registers.calendars"
    label = "calendars"
