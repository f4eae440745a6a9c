"""The region tree: a reference table, small enough for every node to hold a copy."""

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
