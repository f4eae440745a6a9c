"""The journal. Rows are only ever added; `leaf_index` is filled in once, by the sealer."""

from typing import ClassVar

from django.db import models

from tongban.foundation.audit.rules.entry import LONGEST_ACTION, LONGEST_SUBJECT
from tongban.foundation.routing.fields import Routed

_WRITTEN = "id, bucket, at, action, account, role, organisation, region, subject, body"


class JournalRow(Routed):
    """One entry: `body` holds the exact bytes that are hashed, the other columns repeat what is searched for."""

    rights: ClassVar[dict[str, str]] = {
        "runtime": f"SELECT, INSERT ({_WRITTEN})",
        "sealer": "SELECT, UPDATE (leaf_index)",
    }

    at = models.DateTimeField()
    action = models.CharField(max_length=LONGEST_ACTION)
    account = models.UUIDField(null=True)
    role = models.CharField(max_length=50)
    organisation = models.CharField(max_length=50, null=True)
    region = models.CharField(max_length=12, null=True)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    body = models.BinaryField()
    leaf_index = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index("id", name="audit_unsealed", condition=models.Q(leaf_index=None)),
            models.Index("leaf_index", name="audit_sealed", condition=models.Q(leaf_index__isnull=False)),
            models.Index("bucket", "subject", "at", name="audit_subject"),
            models.Index("region", "at", name="audit_region"),
        ]
