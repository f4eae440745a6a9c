"""加注件: sealed copies of a licence that say for whom, for what, and until when."""

from typing import ClassVar

from django.db import models

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.licences.rules.fetching import PURPOSE_AT_MOST

RECIPIENT_AT_MOST = 100


class LicenceCopy(Routed):
    """One copy in the holder's file, never changed. `ofd` and `pdf` are files; `digest` is SHA-256 of the OFD."""

    holder = RoutedForeignKey("parties.Party", models.PROTECT, related_name="+")
    licence = models.UUIDField()
    identifier = models.CharField(max_length=150)
    type_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=PURPOSE_AT_MOST)
    recipient = models.CharField(max_length=RECIPIENT_AT_MOST)
    until = models.DateField()
    ofd = models.UUIDField()
    pdf = models.UUIDField()
    digest = models.CharField(max_length=64)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        indexes = [
            models.Index(fields=["bucket", "holder", "-made_at", "-id"], name="licences_copies_of_holder"),
            models.Index(fields=["bucket", "licence", "digest"], name="licences_copy_by_digest"),
        ]
