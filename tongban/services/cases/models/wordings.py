"""How a region words its papers."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class PaperWording(models.Model):
    """One version of a region's wording of one kind of paper in one language, for its subtree.

    A draft has no `published_at`; what is published is never changed: a paper reads as on the day it was made. A
    version `withdrawn` says that the words from above hold again.
    """

    id = models.BigAutoField(primary_key=True)
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=7)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=60, blank=True)
    body = ArrayField(models.CharField(max_length=1000), default=list)
    withdrawn = models.BooleanField(default=False)
    drafted_by = models.UUIDField(null=True)
    drafted_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "language", "version"], name="cases_wording_once"),
            models.UniqueConstraint(
                fields=["region", "kind", "language"], condition=Q(published_at=None), name="cases_wording_one_draft"
            ),
        ]
