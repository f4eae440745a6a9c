"""Registry of shown codes (亮码): unique without a bucket, so keyed by the digest. The token itself stands nowhere."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.services.licences.rules.showing import Life


class ShownCode(models.Model):
    """A code on somebody's screen. `digest` is SM3 of the token; rows are cleared away a day after their end.

    `types` are what the holder shows; `item` is "" where the window says for what it is. `digits` is a keyed digest of
    item and digits, of no other row while this one stays: nobody's old number opens what a stranger shows.
    """

    digest = models.BinaryField(primary_key=True, max_length=32)
    digits = models.BinaryField(max_length=32, null=True)
    holder = models.UUIDField()
    item = models.CharField(max_length=40, blank=True)
    types = models.JSONField()
    shown_by = models.UUIDField(null=True)
    shown_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True)
    redeemed_by = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digits"], condition=Q(digits__isnull=False), name="licences_code_digits_once"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["expires_at"], name="licences_code_by_age"),
            models.Index(fields=["holder"], name="licences_code_of_holder"),
        ]

    def life(self) -> Life:
        return Life(self.item, self.expires_at, self.redeemed_at, self.taken_back_at)
