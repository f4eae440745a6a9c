"""What staff tell each other about a case."""

from typing import ClassVar

from django.db import models

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.cases.models.case import Case


class CaseNote(Routed):
    """An internal note: never changed, and never shown to whoever applied."""

    case = RoutedForeignKey(Case, models.PROTECT, related_name="notes")
    text = models.TextField()
    account = models.UUIDField(null=True)
    unit = models.CharField(max_length=18, blank=True)
    written_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        indexes = [models.Index(fields=["bucket", "case", "written_at"], name="cases_note_of_case")]
