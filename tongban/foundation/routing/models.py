"""Registry of spent idempotency keys: unique without a bucket, so keyed by the value itself."""

from typing import ClassVar

from django.db import models


class SpentKey(models.Model):
    """A key that some request has spent, and the row that came of it."""

    value = models.CharField(max_length=200, primary_key=True)
    fingerprint = models.BinaryField()
    result = models.UUIDField()
    spent_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, DELETE"}

    class Meta:
        indexes = [models.Index(fields=["spent_at"], name="spent_key_by_age")]
