"""The implementing list 实施清单: which body offers which leaf, and what it says of its own."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Item(models.Model):
    """A leaf as one body offers it: a row of the implementing list, down to the handling item (33 characters).

    The code is there as soon as the leaf is known. A record from elsewhere may come without a leaf: it is a draft under
    its `local_code` until an editor says which leaf it is. `region` is the body's. Published, it is offered from
    `offered_from` until `offered_until`.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=33, null=True, unique=True)
    leaf = models.ForeignKey(
        "catalogue.Leaf", models.PROTECT, null=True, related_name="items", db_column="leaf", db_index=False
    )
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+", db_column="organisation")
    region = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    name = models.CharField(max_length=200, blank=True)
    local_code = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    offered_from = models.DateTimeField(null=True)
    offered_until = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["leaf", "organisation"], name="catalogue_item_once"),
            models.UniqueConstraint(
                fields=["organisation", "local_code"],
                condition=~models.Q(local_code=""),
                name="catalogue_item_local_code_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "claimed", "published", "paused", "refused", "withdrawn"]),
                name="catalogue_item_state",
            ),
            models.CheckConstraint(
                condition=models.Q(leaf__isnull=False, code__isnull=False, offered_from__isnull=False)
                | ~models.Q(state="published"),
                name="catalogue_item_published_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""), name="catalogue_item_refused_with_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["leaf", "region", "code"], condition=models.Q(state="published"), name="catalogue_item_offered"
            ),
            models.Index(fields=["region", "state"], name="catalogue_item_region"),
        ]


class ItemVersion(models.Model):
    """What a body says of its own about an item from `effective_from` on. Only ever added (the end is set once).

    `content` holds individual elements. `own` holds common elements as a record from elsewhere states them, None when
    the item has only what the leaf says: they are compared with the leaf's and never shown.
    """

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", db_column="item", db_index=False)
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    own = models.JSONField(null=True)
    effective_from = models.DateTimeField()
    effective_until = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)

    promised_days = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    visits = models.PositiveSmallIntegerField(null=True)
    depth_level = models.PositiveSmallIntegerField(null=True)
    filled = ArrayField(models.CharField(max_length=40), default=list)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE (effective_until)"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="catalogue_item_version_once"),
            models.CheckConstraint(
                condition=models.Q(effective_until__gte=models.F("effective_from")), name="catalogue_item_version_span"
            ),
        ]
        indexes = [models.Index(fields=["item", "-effective_from"], name="catalogue_item_effective")]


class ItemDraft(models.Model):
    """What an editor is writing about an item; one per item. State: writing, submitted, returned.

    `version` counts up with each write, so that two editors cannot write over each other.
    """

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="draft", db_column="item")
    content = models.JSONField(default=dict)
    own = models.JSONField(null=True)
    state = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=1)
    effective_from = models.DateTimeField(null=True)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    opinion = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["writing", "submitted", "returned"]), name="catalogue_item_draft_state"
            )
        ]


class Place(models.Model):
    """What a body says for all its items alike: address, hours, telephones, window (elements marked `place`)."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(
        "orgs.Organisation", models.PROTECT, related_name="+", db_column="organisation", db_index=False
    )
    number = models.PositiveIntegerField()
    content = models.JSONField()
    filled = ArrayField(models.CharField(max_length=40), default=list)
    effective_from = models.DateTimeField()
    effective_until = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE (effective_until)"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="catalogue_place_once"),
            models.CheckConstraint(
                condition=models.Q(effective_until__gte=models.F("effective_from")), name="catalogue_place_span"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-effective_from"], name="catalogue_place_effective")]
