"""What is watched over the catalogue: findings, cancelled proofs, derived lists, baselines, reports on consistency."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Finding(models.Model):
    """Something wrong that a check found: a ticket for a body to mend. Open while `closed_at` is empty.

    `fingerprint` tells one fault from another, so that a check that runs again does not raise a second ticket.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=30)
    fingerprint = models.CharField(max_length=200)
    item = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, related_name="+", db_column="item")
    leaf = models.ForeignKey("catalogue.Leaf", models.PROTECT, null=True, related_name="+", db_column="leaf")
    organisation = models.ForeignKey(
        "orgs.Organisation", models.PROTECT, null=True, related_name="+", db_column="organisation"
    )
    region = models.CharField(max_length=12, blank=True)
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    mended = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=models.Q(closed_at=None), name="catalogue_finding_open_once"
            )
        ]
        indexes = [models.Index(fields=["region", "closed_at", "-found_at"], name="catalogue_finding_list")]


class CancelledProof(models.Model):
    """A proof 证明事项 that nobody in a region may ask for any more, with the names under which it comes back."""

    region = models.CharField(max_length=12)
    name = models.CharField(max_length=100)
    aliases = ArrayField(models.CharField(max_length=100), default=list)
    basis = models.CharField(max_length=200)
    cancelled_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="catalogue_proof_once")]


class ListMember(models.Model):
    """An item stands on a derived public list now."""

    id = models.BigAutoField(primary_key=True)
    list = models.CharField(max_length=30)
    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+", db_column="item")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "item"], name="catalogue_list_member_once")]


class ListChange(models.Model):
    """An item joined or left a derived public list. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    list = models.CharField(max_length=30)
    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+", db_column="item")
    joined = models.BooleanField()
    at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        indexes = [models.Index(fields=["list", "-at"], name="catalogue_list_change_list")]


class Baseline(models.Model):
    """What a leaf, or one body's item of it, asked for before the reform: the base of the four reductions 四减."""

    id = models.BigAutoField(primary_key=True)
    leaf = models.ForeignKey("catalogue.Leaf", models.PROTECT, related_name="+", db_column="leaf")
    item = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, related_name="+", db_column="item")
    materials = models.PositiveSmallIntegerField()
    steps = models.PositiveSmallIntegerField()
    days = models.DecimalField(max_digits=8, decimal_places=1)
    visits = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leaf", "item", "as_of"], name="catalogue_baseline_once", nulls_distinct=False
            )
        ]


class ConsistencyReport(models.Model):
    """The latest report of a scheme over a region's subtree. It waits for the worker while `asked_at` > `as_of`.

    `tallies`: element → records that agree by construction, agree by comparison, differ.
    """

    scheme = models.CharField(max_length=10)
    region = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    as_of = models.DateTimeField(null=True)
    items = models.PositiveIntegerField(default=0)
    consistent = models.PositiveIntegerField(default=0)
    compared = models.PositiveIntegerField(default=0)
    tallies = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "region"], name="catalogue_consistency_report_once")]


class ConsistencyDeviation(models.Model):
    """One element of one item's own record that is not what the catalogue said when the report was made."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(ConsistencyReport, models.CASCADE, related_name="deviations")
    code = models.CharField(max_length=33)
    level = models.PositiveSmallIntegerField()
    organisation = models.CharField(max_length=18)
    region = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    element = models.CharField(max_length=40)
    catalogue = models.JSONField(null=True)
    record = models.JSONField(null=True)


class ProofChange(models.Model):
    """A proof was cancelled, or a document lets it be asked for again: the history of the list 证明取消. Only added."""

    id = models.BigAutoField(primary_key=True)
    region = models.CharField(max_length=12)
    name = models.CharField(max_length=100)
    joined = models.BooleanField()
    basis = models.CharField(max_length=200)
    on = models.DateField()
    at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        indexes = [models.Index(fields=["region", "-id"], name="catalogue_proof_change_list")]


class QualificationMerger(models.Model):
    """Qualifications 资质资格认定 that became one by a document (CAT-18). Only ever added."""

    id = models.BigAutoField(primary_key=True)
    region = models.CharField(max_length=12)
    merged = ArrayField(models.CharField(max_length=100))
    into = models.CharField(max_length=100)
    document = models.CharField(max_length=200)
    merged_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "into", "merged_on"], name="catalogue_merger_once"),
            models.CheckConstraint(condition=models.Q(merged__len__gte=2), name="catalogue_merger_of_several"),
        ]
