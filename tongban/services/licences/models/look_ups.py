"""Who looked at whose licences, when and why; and how much one clerk has looked lately."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.licences.rules.fetching import PURPOSE_AT_MOST


class LookUp(Routed):
    """One look at one licence, in the holder's file; or one that was refused, then without a licence. Only the number
    of the case it served is added later.

    `refusal` is the code of the refusal. `reference` is the request's own key: under one key a licence is looked at
    once, however often the request comes. `organisation`: for
    which body of staff it was, or for which region, by its twelve digits; "" where the holder or an agent looked.
    `licence` stays readable by name when the licence itself is gone.
    """

    holder = RoutedForeignKey("parties.Party", models.PROTECT, related_name="+")
    licence = models.UUIDField(null=True)
    identifier = models.CharField(max_length=150, blank=True)
    type_name = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=10)
    item = models.CharField(max_length=40, blank=True)
    case_number = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=PURPOSE_AT_MOST, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    account = models.UUIDField(null=True)
    role = models.CharField(max_length=60)
    organisation = models.CharField(max_length=18, blank=True)
    refusal = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "holder", "licence", "reference"], condition=~Q(reference=""),
                name="licences_look_up_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["bucket", "holder", "-at", "-id"], name="licences_look_ups_of_holder"),
            models.Index(fields=["account", "-id"], condition=~Q(organisation=""), name="licences_look_ups_of_staff"),
        ]


class LookUpVolume(models.Model):
    """How many licences an account has looked at, by second, over the last minute. Its row lock counts one by one."""

    account = models.UUIDField(primary_key=True)
    tally = models.JSONField(default=dict)
    alarmed_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE"}


class VolumeAlarm(models.Model):
    """An account looked at unusually many licences within a minute; never changed."""

    id = models.UUIDField(primary_key=True, editable=False)
    account = models.UUIDField()
    organisation = models.CharField(max_length=18, blank=True)
    region = models.CharField(max_length=12)
    looks = models.PositiveIntegerField()
    raised_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        indexes = [models.Index(fields=["region", "-raised_at"], name="licences_alarms_by_region")]


class VolumeAlarmClosing(models.Model):
    """Somebody who watches has looked into an alarm and says what it was; never changed, one for each alarm."""

    alarm = models.OneToOneField(VolumeAlarm, models.PROTECT, primary_key=True, related_name="closing")
    reason = models.CharField(max_length=200)
    closed_by = models.UUIDField()
    closed_at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}
