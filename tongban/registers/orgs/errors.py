"""Why the register of organisations refuses."""

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


def not_allowed(action: str) -> NotAllowed:
    return NotAllowed("organisation.not_allowed", action=action)


def unknown(code: str) -> NotFound:
    return NotFound("organisation.unknown", organisation=code)


def registered_already(code: str) -> Conflict:
    return Conflict("organisation.registered_already", organisation=code)


def closed(code: str) -> Conflict:
    return Conflict("organisation.closed", organisation=code)


def has_parts(code: str) -> Conflict:
    return Conflict("organisation.has_parts", organisation=code)


def moves_below_itself(code: str) -> Conflict:
    return Conflict("organisation.moves_below_itself", organisation=code)


def refused(faults: dict[str, list[str]]) -> Invalid:
    return Invalid("organisation.refused", faults)


def staff_member_unknown() -> NotFound:
    return NotFound("organisation.staff_member_unknown")
