"""Which questions of a form government can answer itself, from the head of the holder's file; and who asks the rest.

`ELEMENTS` names the data elements that say who the applicant is. `NUMBERS` of them are sealed and shown masked.
"""

from collections.abc import Mapping
from typing import Any

PERSON, ENTERPRISE = "person", "enterprise"
ELEMENTS: Mapping[str, Mapping[str, str]] = {
    PERSON: {
        "person.name": "name",
        "person.document_kind": "document_kind",
        "person.document_number": "document",
        "person.resident_id": "document",
        "person.address": "address",
    },
    ENTERPRISE: {
        "enterprise.name": "name",
        "enterprise.credit_code": "document",
        "enterprise.address": "address",
        "enterprise.region": "region",
        "representative.name": "representative_name",
        "representative.resident_id": "representative",
    },
}
"""Kind of party → element → what of the file answers it."""

NUMBERS = frozenset(("document", "representative"))
HELD = frozenset(("name", "document_kind", "document", "representative_name", "representative"))
"""What the file answers for good; the rest is only filled in and may be changed."""

PHONES = frozenset(("person.phone", "enterprise.phone"))
"""Where notices go: to the phone of whoever applies."""

DELIVERY = frozenset(("delivery.way", "delivery.receiver", "delivery.phone", "delivery.address"))
DECLARATION = frozenset(("promise.accepted", "application.on"))
"""Asked in their own steps of every application, so not a second time in its form."""

_STALE = ("promise.", "application.", "delivery.")


def is_carried_over(element: str) -> bool:
    """True for what somebody who applies again need not type again; a declaration is made anew each time."""
    return not element.startswith(_STALE)


def list_fields_asked_about(definition: Any) -> frozenset[str]:
    """Fields that some condition in the definition looks at: the browser has to see them."""
    if isinstance(definition, Mapping):
        here = {definition["field"]} if isinstance(definition.get("field"), str) else set()
        return frozenset(here).union(*(list_fields_asked_about(each) for each in definition.values()))
    if isinstance(definition, (list, tuple)):
        return frozenset().union(*(list_fields_asked_about(each) for each in definition))
    return frozenset()
