"""Organisations and the people who work in them. Reference data: small, joined everywhere, rarely written."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Organisation(models.Model):
    """A body: 18-character code (USCC, or a local surrogate), kind, region, parent, duties.

    `path` is the chain of codes from the topmost parent down to the body itself, each followed by "/": everything
    below a body is a prefix, also where a vertical bureau's parent sits in another region.
    """

    code = models.CharField(max_length=18, primary_key=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=30)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", db_column="region")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_column="parent")
    path = models.CharField(max_length=200)
    duties = ArrayField(models.CharField(max_length=20), default=list)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    is_sample = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="orgs_name_once_in_region")]
        indexes = [
            models.Index(fields=["path"], opclasses=["varchar_pattern_ops"], name="orgs_path"),
            models.Index(fields=["region", "kind"], name="orgs_region_kind"),
        ]


class StaffMember(models.Model):
    """Somebody who works in a body, whether or not they have an account here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="staff", db_column="organisation")
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    position = models.CharField(max_length=60)
    account = models.UUIDField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="orgs_staff_number_once")]
        indexes = [models.Index(fields=["account"], name="orgs_staff_account")]
