"""The catalogue of licence types (证照目录), versioned."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

_KEPT: dict[str, str] = {"runtime": "SELECT, INSERT, UPDATE"}


class LicenceType(models.Model):
    """One type as it is now: who defines it, what it says of whom, how it looks, how long it holds.

    `code`: credit code of the defining body and three digits. `fields`: [{code, name, name_en, source, required,
    public, sensitive}] (`rules.fields`). `validity`: {"unit", "length"}. `numbering`: the pattern of 证照编号
    (`rules.numbering`). `seal_kind` is one of the seals register, `layout` a file of `layouts/`.
    """

    code = models.CharField(primary_key=True, max_length=21)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8)
    holder_kind = models.CharField(max_length=12)
    definer = models.CharField(max_length=18)
    category = models.CharField(max_length=40, blank=True)
    fields = models.JSONField(default=list)
    layout = models.CharField(max_length=40)
    validity = models.JSONField()
    numbering = models.CharField(max_length=80)
    seal_kind = models.CharField(max_length=12)
    state = models.CharField(max_length=6, default="active")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["licence", "approval"]), name="licences_type_kind"),
            models.CheckConstraint(
                condition=Q(holder_kind__in=["person", "organisation", "both", "founded"]),
                name="licences_type_holder_kind",
            ),
            models.CheckConstraint(condition=Q(state__in=["active", "ended"]), name="licences_type_state"),
        ]
        indexes = [models.Index(fields=["name"], name="licences_type_by_name")]


class LicenceTypeVersion(models.Model):
    """A type as it was from this version on: never changed, so that a licence can always be read as it was issued."""

    id = models.BigAutoField(primary_key=True)
    type = models.ForeignKey(LicenceType, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=200, blank=True)
    changed_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "version"], name="licences_type_version_once")]


class LicenceSource(models.Model):
    """The result of which items is this type: basic code (12), or with the leaf's sequence (14), which goes first."""

    id = models.BigAutoField(primary_key=True)
    type = models.ForeignKey(LicenceType, models.PROTECT, related_name="sources")
    entry = models.CharField(max_length=14, unique=True)
    operation = models.CharField(max_length=10)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(operation__in=["issue", "renew", "change", "cancel"]), name="licences_source_operation"
            ),
        ]
