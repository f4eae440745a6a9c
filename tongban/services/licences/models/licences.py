"""The licences themselves, in their holder's file, and what was done to them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.licences.rules.life import LIVING, State

_LIVING = sorted(state.value for state in LIVING)


class Licence(Routed):
    """One version of one licence: what is changed or renewed gets a row of its own, with its `predecessor`.

    `values_sealed`: the fields' values by code with number and holder's code (`sealing`); `values_public` those in
    clear which the type says are public, with their names. `number` and `holder_shown` are as anybody may read them:
    masked where they would betray a person. Trusted: `sealed_at` and both files are there; else it is data only.
    `type_version`: the version of the type it was issued under. `origin`: case, import or issue (a run).
    """

    holder = RoutedForeignKey("parties.Party", models.PROTECT, related_name="+")
    identifier = models.CharField(max_length=120)
    type_code = models.CharField(max_length=21)
    type_version = models.PositiveIntegerField()
    type_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    predecessor = RoutedForeignKey("self", models.PROTECT, null=True, related_name="successors")

    holder_name = models.CharField(max_length=200)
    holder_shown = models.CharField(max_length=200)
    issuer = models.CharField(max_length=18)
    issuer_name = models.CharField(max_length=100)
    region = models.CharField(max_length=12)
    values_sealed = models.BinaryField()
    values_public = models.JSONField(default=list)
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    state = models.CharField(max_length=10, default=State.VALID)
    state_at = models.DateTimeField()
    events_so_far = models.PositiveSmallIntegerField(default=1)

    origin = models.CharField(max_length=6)
    case = models.UUIDField(null=True)
    case_number = models.CharField(max_length=16, blank=True)
    item = models.CharField(max_length=33, blank=True)
    document_number = models.CharField(max_length=40, blank=True)
    by_default = models.BooleanField(default=False)
    decided_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    sealed_at = models.DateTimeField(null=True)
    seal_use = models.UUIDField(null=True)
    ofd = models.UUIDField(null=True)
    pdf = models.UUIDField(null=True)
    ofd_digest = models.CharField(max_length=64, blank=True)
    pdf_digest = models.CharField(max_length=64, blank=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "identifier"], name="licences_licence_identifier_once"),
            models.UniqueConstraint(
                fields=["bucket", "case"], condition=Q(case__isnull=False), name="licences_licence_of_case_once"
            ),
            models.UniqueConstraint(
                fields=["bucket", "predecessor"],
                condition=Q(predecessor__isnull=False), name="licences_licence_one_successor",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="licences_licence_state"
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None, ofd=None, pdf=None)
                | Q(sealed_at__isnull=False, ofd__isnull=False, pdf__isnull=False),
                name="licences_licence_trusted",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["bucket", "holder", "type_code"], name="licences_licence_of_holder"),
            models.Index(
                fields=["valid_until", "id"],
                condition=Q(state__in=_LIVING, valid_until__isnull=False), name="licences_licence_ends",
            ),
            models.Index(
                fields=["issuer", "type_code", "id"], condition=Q(sealed_at=None), name="licences_licence_data_only"
            ),
        ]  # fmt: skip


class LicenceEvent(Routed):
    """One operation on a licence: never changed. `at` is when it took effect, `recorded_at` when it was written."""

    licence = RoutedForeignKey(Licence, models.PROTECT, related_name="events")
    sequence = models.PositiveSmallIntegerField()
    operation = models.CharField(max_length=10)
    state_from = models.CharField(max_length=10, blank=True)
    state_to = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    account = models.UUIDField(null=True)
    unit = models.CharField(max_length=18, blank=True)
    case = models.UUIDField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "licence", "sequence"], name="licences_event_once")]
