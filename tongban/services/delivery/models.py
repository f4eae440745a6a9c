"""Parcels, and what the courier told of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongban.foundation.routing.fields import Routed, RoutedForeignKey
from tongban.services.delivery.rules import OPEN, Direction, ParcelState


class Parcel(Routed):
    """One order to the courier for one case, in the holder's file. `dispatch` is the order as it went out."""

    holder = RoutedForeignKey("parties.Party", models.PROTECT, related_name="+")
    case = models.UUIDField()
    number = models.CharField(max_length=40)
    direction = models.CharField(max_length=3)
    payer = models.CharField(max_length=18)
    state = models.CharField(max_length=10)
    dispatch = models.UUIDField(null=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT, UPDATE"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "case", "direction"],
                condition=Q(state__in=[state.value for state in OPEN]), name="delivery_parcel_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ParcelState])
                & Q(direction__in=[direction.value for direction in Direction]),
                name="delivery_parcel_words",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", dispatch=None) | (~Q(state="waiting") & Q(dispatch__isnull=False)),
                name="delivery_parcel_ordered",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["bucket", "case"], name="delivery_parcel_of_case"),
            models.Index(fields=["bucket", "dispatch"], name="delivery_parcel_by_order"),
        ]


class ParcelEvent(Routed):
    """A state the parcel reached, when we heard of it: never changed."""

    parcel = RoutedForeignKey(Parcel, models.PROTECT, related_name="events")
    state = models.CharField(max_length=10)
    at = models.DateTimeField()

    rights: ClassVar[dict[str, str]] = {"runtime": "SELECT, INSERT"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "parcel", "state"], name="delivery_event_once")]
