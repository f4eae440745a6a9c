"""What an applicant has signed."""

from typing import ClassVar

from django.db import models

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.cases.models.case import Case


class CaseSignature(Routed):
    """The application signed by the enterprise's electronic business licence, or on paper, stored with the case.

    `digest` is the SM3 that was signed; `evidence_sealed` holds statement, signature and certificates (on paper: the
    scan and the clerk who compared it), and the signed form in its spelling, so that what was signed can be shown when
    the case's own form has changed. Never changed but for the key it is sealed with.
    """

    case = RoutedForeignKey(Case, models.PROTECT, related_name="signatures")
    version = models.PositiveIntegerField()
    matter = models.CharField(max_length=60)
    enterprise_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    evidence_sealed = models.BinaryField()
    signed_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE (evidence_sealed)"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "case", "version"], name="cases_signature_once"),
        ]
