"""Files as rows in the holder's file; the content itself lies in the content store under its digest."""

from django.db import models
from django.db.models import Q

from tongban.foundation.files.rules import ScanState
from tongban.foundation.routing.fields import Routed


class StoredFile(Routed):
    """A file as its holder gave it. While the row exists its content is on the disk."""

    holder = models.UUIDField()
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    scan_state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in ScanState])
    uploaded_by = models.UUIDField(null=True)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="files_size", condition=Q(size__gt=0))]
        indexes = [
            models.Index(fields=["bucket", "holder", "id"], name="files_by_holder"),
            models.Index(fields=["digest"], name="files_by_digest"),
            models.Index(fields=["id"], name="files_unscanned", condition=Q(scan_state="unscanned")),
        ]


class HolderUsage(Routed):
    """What a holder keeps in all. Its id is the holder's; its row lock orders the holder's uploads."""

    bytes = models.BigIntegerField()
    files = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="files_usage", condition=Q(bytes__gte=0, files__gte=0))]
