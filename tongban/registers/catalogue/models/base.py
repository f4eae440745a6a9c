"""The base catalogue 基本目录: what may exist. Entries, their leaves, and the published versions of each leaf."""

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

FOREVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""What `effective_until` holds while no later version is known."""


class Entry(models.Model):
    """A main item or sub-item (主项、子项), by its basic code of 12 characters.

    `region` is the province or city whose catalogue it belongs to; None is the national one. `levels` are the levels
    of exercise (2 province … 6 village) at which bodies may claim its leaves. An entry with parts has no leaves. A name
    is free again when its entry is cancelled.
    """

    code = models.CharField(max_length=12, primary_key=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_column="parent")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300, blank=True)
    item_type = models.CharField(max_length=2)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, related_name="+", db_column="region")
    owner = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True, related_name="+", db_column="owner")
    levels = ArrayField(models.PositiveSmallIntegerField())
    in_force_from = models.DateTimeField(null=True)
    cancelled_from = models.DateTimeField(null=True)
    paused_from = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{11}[0-9Y]$"), name="catalogue_entry_code"),
            models.UniqueConstraint(
                fields=["region", "name"],
                condition=models.Q(cancelled_from=None),
                name="catalogue_entry_name_once",
                nulls_distinct=False,
            ),
        ]


class Leaf(models.Model):
    """A handling item of the catalogue 业务办理项: the finest thing somebody applies for; 14 characters."""

    code = models.CharField(max_length=14, primary_key=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="leaves", db_column="entry")
    sequence = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, blank=True)
    kind_en = models.CharField(max_length=60, blank=True)
    heat = models.PositiveIntegerField(default=0)
    cancelled_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "sequence"], name="catalogue_leaf_sequence_once")]


class LeafVersion(models.Model):
    """What a leaf says in common from `effective_from` until the next version. Only ever added (the end is set once).

    `content` holds common elements; `defaults` proposals for individual ones. The other columns are figures and search
    words computed from them when it is published.
    """

    id = models.BigAutoField(primary_key=True)
    leaf = models.ForeignKey(Leaf, models.PROTECT, related_name="versions", db_column="leaf", db_index=False)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    defaults = models.JSONField(default=dict)
    effective_from = models.DateTimeField()
    effective_until = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    adjustment = models.UUIDField(null=True)

    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300, blank=True)
    project_type = models.CharField(max_length=1, null=True)
    legal_days = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    promised_days = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    visits = models.PositiveSmallIntegerField(null=True)
    depth_level = models.PositiveSmallIntegerField(null=True)
    material_count = models.PositiveSmallIntegerField(null=True)
    step_count = models.PositiveSmallIntegerField(null=True)
    audience = ArrayField(models.CharField(max_length=2), default=list)
    themes_person = ArrayField(models.CharField(max_length=20), default=list)
    themes_enterprise = ArrayField(models.CharField(max_length=20), default=list)
    filled = ArrayField(models.CharField(max_length=40), default=list)
    names = models.TextField()
    search = SearchVectorField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE (effective_until)"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["leaf", "number"], name="catalogue_leaf_version_once"),
            models.CheckConstraint(
                condition=models.Q(effective_until__gte=models.F("effective_from")), name="catalogue_leaf_version_span"
            ),
        ]
        indexes = [
            models.Index(fields=["leaf", "-effective_from"], name="catalogue_leaf_effective"),
            GinIndex(fields=["search"], name="catalogue_leaf_search", fastupdate=False),
        ]


class Edition(models.Model):
    """A published list of entries under a document number; its rows are frozen as they stood on that day."""

    code = models.CharField(max_length=30)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, related_name="+", db_column="region")
    document_number = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    rows = models.JSONField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="catalogue_edition_once", nulls_distinct=False)
        ]


class Generation(models.Model):
    """One row, counted up by each transaction after which some guide or list shows something else."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="catalogue_generation_single")]
