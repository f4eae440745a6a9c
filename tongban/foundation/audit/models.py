"""The journal and the tree over it. Rows are only ever added; `leaf_index` is filled in once, by the sealer."""

from typing import ClassVar

from django.db import models

from tongban.foundation.audit.rules.entry import COLUMNS, LONGEST_ACTION, LONGEST_SUBJECT
from tongban.foundation.routing.fields import Routed


class JournalRow(Routed):
    """One entry: `body` holds the exact bytes that are hashed, the other columns repeat what is searched for."""

    rights: ClassVar[dict[str, str]] = {
        "runtime": f"SELECT, INSERT ({', '.join(COLUMNS)}, body)",
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
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(leaf_index=None)),
            models.Index(fields=["leaf_index"], name="audit_sealed", condition=models.Q(leaf_index__isnull=False)),
            models.Index(fields=["bucket", "subject", "at"], name="audit_subject"),
            models.Index(fields=["region", "at"], name="audit_region"),
        ]


class Node(models.Model):
    """The hash of one complete subtree; of a leaf (level 0) also whose row it is, so that a missing row has a name."""

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT", "sealer": "SELECT, INSERT"}

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField()
    row_id = models.UUIDField(null=True)


class TreeHead(models.Model):
    """A signed head: the first `size` leaves have this root."""

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT", "sealer": "SELECT, INSERT"}

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=100)
    signature = models.BinaryField()


class Sealing(models.Model):
    """The one row that a sealer locks: how many leaves the log has."""

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT", "sealer": "SELECT, INSERT, UPDATE"}

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_sealing")]
