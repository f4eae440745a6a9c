"""What came with a case and what it was answered with."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.cases.models.case import Case

_KEPT: dict[str, str] = {"runtime": "SELECT, INSERT, UPDATE"}


class CaseMaterial(Routed):
    """One material as it came. What takes its place is a new row; the old one is `superseded_at`."""

    case = RoutedForeignKey(Case, models.PROTECT, related_name="materials")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    how = models.CharField(max_length=10)
    file = models.UUIDField(null=True)
    reference = models.CharField(max_length=120, blank=True)
    verified_at = models.DateTimeField(null=True)
    defect = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "case", "code"], condition=Q(superseded_at=None), name="cases_material_current_once"
            ),
        ]


class CaseDocument(Routed):
    """A numbered paper that a step left behind (文书): made from `content` whenever somebody asks, until it is sealed.

    Since `sealed_at` its PDF is `file`, under the case's id.
    """

    case = RoutedForeignKey(Case, models.PROTECT, related_name="documents")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    content = models.JSONField()
    made_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    file = models.UUIDField(null=True)

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "case", "version"], name="cases_document_once"),
        ]


class CaseArchive(Routed):
    """A closed case, packed (LIC-08): never changed but for the key that its package is sealed with.

    `package_sealed` holds everything that lies in our rows; `manifest` the digest of each part, uploads included, and
    `digest` that of the manifest.
    """

    case = RoutedForeignKey(Case, models.PROTECT, related_name="archives")
    package_sealed = models.BinaryField()
    manifest = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE (package_sealed)"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "case"], name="cases_archive_once")]


class BodyNumber(models.Model):
    """The last number a body gave to documents of one kind in one year; its row lock keeps them consecutive."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.CharField(max_length=18)
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "year"], name="cases_body_number_once"),
        ]
