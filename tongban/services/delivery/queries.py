"""Every read of parcels."""

import uuid
from dataclasses import dataclass

from tongban.foundation.routing.ids import bucket_of
from tongban.services.delivery.models import Parcel, ParcelEvent


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel with the states it reached, oldest first."""

    parcel: Parcel
    events: tuple[ParcelEvent, ...]


def list_parcels(case_id: uuid.UUID) -> list[ParcelView]:
    """The parcels of a case, newest first; two statements. Whoever asks has been let see the case."""
    parcels = list(Parcel.objects.filter(bucket=bucket_of(case_id), case=case_id).order_by("-made_at", "-id"))
    if not parcels:
        return []
    events = list(ParcelEvent.objects.filter(parcel__in=parcels).order_by("at", "id"))
    return [ParcelView(each, tuple(event for event in events if event.parcel_id == each.id)) for each in parcels]


def find_by_order(dispatch_id: uuid.UUID) -> Parcel | None:
    """The parcel that this message to the courier ordered."""
    return Parcel.objects.filter(bucket=bucket_of(dispatch_id), dispatch=dispatch_id).first()
