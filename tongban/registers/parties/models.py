"""The files of persons and enterprises, and the narrow registries that find one by number or account, or after a merge.

Document numbers and phones are kept sealed (`sealing`) and masked; the registries hold no personal data.
"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.registers.parties.rules import Kind, Link, Mandate, RealName, Status

_KEPT: dict[str, str] = {"runtime": "SELECT, INSERT, UPDATE"}


class Party(Routed):
    """A person or an enterprise: the head of a holder's file. Everything in the file lies in its bucket."""

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=12)
    real_name_level = models.PositiveSmallIntegerField(default=RealName.NONE)
    document_kind = models.CharField(max_length=3)
    document_sealed = models.BinaryField()
    document_masked = models.CharField(max_length=40)
    phone_sealed = models.BinaryField(null=True)
    phone_masked = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    representative_name = models.CharField(max_length=60, blank=True)
    representative_kind = models.CharField(max_length=3, blank=True)
    representative_sealed = models.BinaryField(null=True)
    representative_masked = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=8, default=Status.OPEN)
    merged_into = models.UUIDField(null=True)  # lies in another bucket; never changes, `MergedFile` follows on
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="parties_party_kind"),
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None, merged_into=None)
                | Q(status="closed", closed_at__isnull=False),
                name="parties_party_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "id"], condition=Q(status="open"), name="parties_party_by_region"),
        ]


class FormerDocument(Routed):
    """A document number the party no longer uses; it still finds the file."""

    party = RoutedForeignKey(Party, models.PROTECT, related_name="former_documents")
    kind = models.CharField(max_length=3)
    sealed = models.BinaryField()
    masked = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    used_until = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = _KEPT


class Authorisation(Routed):
    """The principal lets an account act for it: which actions, which items, from when until when, and why."""

    principal = RoutedForeignKey(Party, models.PROTECT, related_name="authorisations")
    agent = models.UUIDField()
    agent_party = models.UUIDField()
    actions = ArrayField(models.CharField(max_length=100))
    items = ArrayField(models.CharField(max_length=60))
    valid_from = models.DateField()
    valid_until = models.DateField()
    reason = models.CharField(max_length=200)
    granted_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField()
    revoked_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")), name="parties_authorisation_period"
            ),
        ]

    def mandate(self) -> Mandate:
        return Mandate(
            frozenset(self.actions),
            frozenset(self.items),
            self.valid_from,
            self.valid_until,
            is_revoked=self.revoked_at is not None,
        )


class DocumentNumber(models.Model):
    """Registry: which open file a document number belongs to; claims of one number race here."""

    value = models.BinaryField(primary_key=True)  # blind index of kind and number
    party = models.UUIDField(db_index=True)
    is_former = models.BooleanField(default=False)
    claimed_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = _KEPT


class MergedFile(models.Model):
    """Registry: the open file that a merged one belongs to now, however long the chain."""

    party = models.UUIDField(primary_key=True)
    survivor = models.UUIDField(db_index=True)
    merged_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = _KEPT

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(party=models.F("survivor")), name="parties_merged_not_itself"),
        ]


class PartyAccess(models.Model):
    """Registry: the open files an account may act for, and by which link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.UUIDField()
    party = models.UUIDField(db_index=True)
    link = models.CharField(max_length=14)
    authorisation = models.UUIDField(null=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(link__in=[link.value for link in Link]), name="parties_access_link"),
            models.CheckConstraint(
                condition=Q(link="agent", authorisation__isnull=False) | (~Q(link="agent") & Q(authorisation=None)),
                name="parties_access_authorised",
            ),
            models.UniqueConstraint(fields=["account"], condition=Q(link="self"), name="parties_access_one_self"),
            models.UniqueConstraint(
                fields=["account", "party"], condition=Q(link="representative"), name="parties_access_representative"
            ),
            models.UniqueConstraint(fields=["authorisation"], name="parties_access_authorisation"),
        ]
        indexes = [models.Index(fields=["account", "party"], name="parties_access_by_account")]
