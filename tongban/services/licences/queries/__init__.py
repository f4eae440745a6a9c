"""Every read of the licence centre."""

from tongban.services.licences.queries.consents import ConsentLine, list_consents
from tongban.services.licences.queries.look_ups import LookUpLine, list_alarms, list_look_ups
from tongban.services.licences.queries.usable import list_usable

__all__ = ["ConsentLine", "LookUpLine", "list_alarms", "list_consents", "list_look_ups", "list_usable"]
