"""Which licences' ends have been told to whoever holds them."""

from typing import ClassVar

from django.db import models

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.licences.models.licences import Licence


class Reminder(Routed):
    """The end of a licence was told so many days ahead; each once, never changed."""

    licence = RoutedForeignKey(Licence, models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    ends_on = models.DateField()
    at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "licence", "days"], name="licences_reminder_once"),
        ]
