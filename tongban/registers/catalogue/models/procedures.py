"""Adjustments 动态调整: how the base catalogue changes, step by step, and who said what."""

from typing import ClassVar

from django.db import models


class Adjustment(models.Model):
    """One proposed change of the base catalogue on its way through the review chain.

    `plan` holds what will be done when it is approved, in the shape of its kind, and `outcome` what was done then;
    `version` counts up with each step so that two people cannot decide over each other.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, related_name="+", db_column="region")
    entry = models.ForeignKey("catalogue.Entry", models.PROTECT, null=True, related_name="+", db_column="entry")
    leaf = models.ForeignKey("catalogue.Leaf", models.PROTECT, null=True, related_name="+", db_column="leaf")
    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    document_number = models.CharField(max_length=60, blank=True)
    plan = models.JSONField()
    outcome = models.JSONField(default=dict)
    effective_at = models.DateTimeField()
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.UUIDField(null=True)
    drafted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        *("draft", "department_review", "legal_review", "approval"),
                        *("approved", "returned", "withdrawn"),
                    ]
                ),
                name="catalogue_adjustment_state",
            )
        ]
        indexes = [models.Index(fields=["region", "state", "-drafted_at"], name="catalogue_adjustment_list")]


class AdjustmentStep(models.Model):
    """Somebody passed an adjustment on, or sent it back, out of the state `step`. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    adjustment = models.ForeignKey(Adjustment, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    passed = models.BooleanField()
    opinion = models.CharField(max_length=500, blank=True)
    account = models.UUIDField(null=True)
    at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}
