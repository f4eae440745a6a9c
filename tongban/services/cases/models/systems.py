"""Departments' systems that tell us of cases, under which numbers they do, and what was charged there."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.cases.models.case import Case
from tongban.services.cases.rules.told import Mode

_KEPT: dict[str, str] = {"runtime": "SELECT, INSERT, UPDATE"}


class System(models.Model):
    """A department's system: whose it is, for which items, how it is connected, and the SM2 key it signs with.

    `is_vertical`: it decides cases of these items that we have accepted (国家、省垂直系统). One that is not connected
    has no key: its cases are typed a second time.
    """

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=100)
    organisation = models.CharField(max_length=18)
    region = models.CharField(max_length=12)
    mode = models.CharField(max_length=16)
    items = ArrayField(models.CharField(max_length=33))
    public_key = models.BinaryField(null=True)
    is_vertical = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=[mode.value for mode in Mode]), name="cases_system_mode"),
            models.CheckConstraint(
                condition=Q(mode=Mode.SECONDARY_ENTRY.value) | Q(public_key__isnull=False), name="cases_system_key"
            ),
        ]


class CaseSource(models.Model):
    """Registry: the case behind a number of another system. Typed cases have their body's code for a system.

    `version` and `digest` are of the last message that counted; `since` is the version of our case from which the
    system tells its history. `waits`: we handed the case over, and its decision is still to come.
    """

    id = models.BigAutoField(primary_key=True)
    system = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    case = models.UUIDField(db_index=True)
    mode = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    digest = models.BinaryField()
    since = models.PositiveIntegerField(default=1)
    waits = models.BooleanField(default=False)
    came_at = models.DateTimeField()
    told_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "number"], name="cases_source_once")]
        indexes = [models.Index(fields=["system", "told_at"], condition=Q(waits=True), name="cases_source_waits")]


class CaseFee(Routed):
    """What was charged for a case, in yuan, under which name of the guide."""

    case = RoutedForeignKey(Case, models.PROTECT, related_name="fees")
    name = models.CharField(max_length=100)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    noted_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "case", "name"], name="cases_fee_once")]


class RefusedEntry(models.Model):
    """A unit typed or pushed an application that was refused: `faults` has the codes by field, never a value."""

    id = models.BigAutoField(primary_key=True)
    unit = models.CharField(max_length=18)
    item = models.CharField(max_length=33)
    channel = models.CharField(max_length=12)
    faults = models.JSONField()
    refused_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        indexes = [models.Index(fields=["unit", "refused_at"], name="cases_refused_entry_of")]
