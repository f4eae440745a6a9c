"""Certificates, seals, and every time a seal was asked for. Reference data, but for the uses, which only grow."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.registers.seals.rules.states import Standing, State


class Certificate(models.Model):
    """A certificate of our own authority and the key that answers to it (`key_id` in the key folder).

    `purpose`: sm2_root, sm2_issuing, maker, platform, seal, pdf_root, document. `serial` is hexadecimal.
    `retired_at`: nothing new is signed with its key since; what it had signed before stays good.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=20)
    owner = models.CharField(max_length=60)
    issuer = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    serial = models.CharField(max_length=40)
    key_id = models.CharField(max_length=80)
    der = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "serial"], name="seals_serial_once"),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=~models.Q(purpose__in=["seal", "document"]) & models.Q(revoked_at=None, retired_at=None),
                name="seals_authority_once",
            ),
        ]
        indexes = [
            models.Index(fields=["revoked_at"], condition=models.Q(revoked_at__isnull=False), name="seals_revoked"),
        ]


class Seal(models.Model):
    """A seal of a body. `es_id` is its number in the seal itself; `es_seal` the DER that its maker signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    es_id = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+", db_column="organisation")
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    custodian = models.UUIDField()
    steps = ArrayField(models.CharField(max_length=20), default=list)
    automatic = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField()
    state = models.CharField(max_length=10)
    state_since = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    size = models.PositiveSmallIntegerField()
    picture = models.BinaryField()
    es_seal = models.BinaryField()
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    document_certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "name"],
                condition=~models.Q(state="revoked"),
                name="seals_name_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "suspended", "revoked"]), name="seals_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="seals_validity_ordered"
            ),
        ]
        indexes = [models.Index(fields=["region", "organisation"], name="seals_region")]

    @property
    def standing(self) -> Standing:
        return Standing(State(self.state), self.valid_from, self.valid_until, frozenset(self.steps), self.automatic)


class Use(models.Model):
    """A seal stood under something, or was refused (`refusal` says why): never changed, never removed.

    Without `seal` the body had none to refuse. The digests are SM3 of the sealed files, hexadecimal.
    """

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    id = models.UUIDField(primary_key=True, editable=False)
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="+")
    organisation = models.CharField(max_length=18)
    kind = models.CharField(max_length=20)
    step = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    case = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    automatic = models.BooleanField()
    at = models.DateTimeField()
    refusal = models.CharField(max_length=40, blank=True)
    ofd_digest = models.CharField(max_length=64, blank=True)
    pdf_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["seal", "-at", "-id"], name="seals_use_of_seal"),
            models.Index(fields=["organisation", "-at"], name="seals_use_of_body"),
            models.Index(fields=["subject"], name="seals_use_subject"),
        ]
