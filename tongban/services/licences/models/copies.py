"""加注件: sealed copies of a licence that say for whom, for what, and until when."""

from typing import ClassVar

from django.db import models

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.licences.models.licences import Licence
from tongban.services.licences.rules.copies import RECIPIENT_AT_MOST
from tongban.services.licences.rules.fetching import PURPOSE_AT_MOST

_WRITTEN: dict[str, str] = {"runtime": "SELECT, INSERT"}


class LicenceCopy(Routed):
    """One copy, in the licence's part of the holder's file, never changed. `ofd` and `pdf` are files under its id."""

    licence = RoutedForeignKey(Licence, models.PROTECT, related_name="copies")
    purpose = models.CharField(max_length=PURPOSE_AT_MOST)
    recipient = models.CharField(max_length=RECIPIENT_AT_MOST)
    until = models.DateField()
    ofd = models.UUIDField()
    pdf = models.UUIDField()
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = _WRITTEN

    class Meta:
        indexes = [models.Index(fields=["bucket", "licence", "-made_at"], name="licences_copies_of_licence")]


class CopyEntry(models.Model):
    """Registry: the copy that a file is, by the file's SHA-256, so that whoever holds the file can be told its end."""

    digest = models.CharField(primary_key=True, max_length=64)
    copy = models.UUIDField()

    rights: ClassVar[dict[str, str]] = _WRITTEN
