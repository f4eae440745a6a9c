"""Applications that are still being written."""

from typing import ClassVar

from django.db import models

from tongban.foundation.routing.fields import Routed, RoutedForeignKey


class Draft(Routed):
    """What somebody has filled in so far for one item and one party; any channel goes on with it.

    One per item and party; whoever asks for another gets the next `slot`. Form and answers are sealed.
    """

    holder = RoutedForeignKey("parties.Party", models.PROTECT, related_name="+")
    item = models.CharField(max_length=33)
    slot = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=12)
    form_sealed = models.BinaryField()
    materials = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.UUIDField(null=True)
    saved_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "holder", "item", "slot"], name="cases_draft_once"),
        ]
