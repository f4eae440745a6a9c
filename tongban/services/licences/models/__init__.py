"""Tables of the licence centre: the licences in the holder's bucket; types, registries and runs beside them."""

from tongban.services.licences.models.licences import Licence, LicenceEvent
from tongban.services.licences.models.registry import IdentifierEntry, NumberCounter, NumberEntry
from tongban.services.licences.models.runs import Run, RunRow
from tongban.services.licences.models.types import LicenceSource, LicenceType, LicenceTypeVersion

__all__ = [
    "IdentifierEntry",
    "Licence",
    "LicenceEvent",
    "LicenceSource",
    "LicenceType",
    "LicenceTypeVersion",
    "NumberCounter",
    "NumberEntry",
    "Run",
    "RunRow",
]
