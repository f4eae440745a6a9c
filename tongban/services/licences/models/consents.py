"""What a holder has agreed to: these types of licences, for this item, until then."""

from typing import ClassVar

from django.db import models

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.licences.rules.fetching import PURPOSE_AT_MOST, Agreed

_KEPT: dict[str, str] = {"runtime": "SELECT, INSERT, UPDATE"}


class Consent(Routed):
    """In the holder's file. `item` is "" where every item is meant; only `withdrawn_at` ever changes."""

    holder = RoutedForeignKey("parties.Party", models.PROTECT, related_name="+")
    item = models.CharField(max_length=40, blank=True)
    types = models.JSONField()
    purpose = models.CharField(max_length=PURPOSE_AT_MOST)
    given_by = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        indexes = [models.Index(fields=["bucket", "holder", "-given_at", "-id"], name="licences_consents_of_holder")]

    def agreed(self) -> Agreed:
        return Agreed(self.item, frozenset(self.types), self.until, self.withdrawn_at)
