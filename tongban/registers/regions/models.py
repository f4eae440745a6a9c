"""The region tree and what regions settle for themselves: reference tables, small enough for every node."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Region(models.Model):
    """One province, city, county, town or village. An abolished one stays, because old records name it."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    path = models.CharField(max_length=320)  # names from the root, separated by spaces
    sought = models.CharField(max_length=320)  # the path in simplified characters, without spaces
    sought_name = models.PositiveSmallIntegerField()  # how many of its last characters are the own name
    grams = ArrayField(models.CharField(max_length=2))
    abolished_on = models.DateField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{12}$"), name="regions_region_code"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="regions_region_level"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("code")), name="regions_region_not_own_parent"),
        ]
        indexes = [
            models.Index(fields=["parent", "level", "code"], name="regions_region_children"),
            GinIndex(fields=["grams"], name="regions_region_grams", fastupdate=False),
        ]


class ProfileValue(models.Model):
    """From `effective_from` on, `region` says `value` for `key`, or, withdrawn, says nothing of its own any more.

    Rows are only added. Of two for the same date the one with the higher `version` counts; versions of a region and
    key follow each other without gap, in the order in which they were set.
    """

    id = models.BigAutoField(primary_key=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_column="region", db_index=False)
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    effective_from = models.DateField()
    basis = models.CharField(max_length=200)
    locked = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "key", "version"], name="regions_profile_version_once"),
            models.CheckConstraint(
                condition=models.Q(withdrawn=True, value__isnull=True, locked=False)
                | models.Q(withdrawn=False, value__isnull=False),
                name="regions_profile_value_or_withdrawn",
            ),
        ]
