"""Tables of the licence centre: the licences in the holder's bucket; types, registries and runs beside them."""

from tongban.services.licences.models.codes import ShownCode
from tongban.services.licences.models.consents import Consent
from tongban.services.licences.models.copies import CopyEntry, LicenceCopy
from tongban.services.licences.models.licences import Licence, LicenceEvent
from tongban.services.licences.models.look_ups import LookUp, LookUpVolume, VolumeAlarm, VolumeAlarmClosing
from tongban.services.licences.models.registry import IdentifierEntry, NumberCounter, NumberEntry
from tongban.services.licences.models.reminders import Reminder
from tongban.services.licences.models.runs import Run, RunRow
from tongban.services.licences.models.types import LicenceSource, LicenceType, LicenceTypeVersion

__all__ = [
    "Consent",
    "CopyEntry",
    "IdentifierEntry",
    "Licence",
    "LicenceCopy",
    "LicenceEvent",
    "LicenceSource",
    "LicenceType",
    "LicenceTypeVersion",
    "LookUp",
    "LookUpVolume",
    "NumberCounter",
    "NumberEntry",
    "Reminder",
    "Run",
    "RunRow",
    "ShownCode",
    "VolumeAlarm",
    "VolumeAlarmClosing",
]
