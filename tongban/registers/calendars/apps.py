from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class CalendarsConfig(AppConfig):
    name = "tongban.registers.calendars"
    label = "calendars"

    def ready(self) -> None:
        from tongban.registers.calendars.errors import SENTENCES

        add_sentences(SENTENCES)
