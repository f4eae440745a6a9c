"""What entry refuses, with stable codes."""

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable


def phone_malformed() -> Invalid:
    return Invalid("entry.phone_malformed", {"phone": ["phone_malformed"]})


def code_too_soon(seconds: int) -> Unavailable:
    return Unavailable("entry.code_too_soon", retry_after=seconds)


def code_wrong() -> NotAllowed:
    """The same for a wrong, an old, a used and a never sent code: nobody learns which."""
    return NotAllowed("entry.code_wrong")


def second_factor_wrong() -> NotAllowed:
    return NotAllowed("entry.second_factor_wrong")


def second_factor_stands() -> Conflict:
    return Conflict("entry.second_factor_stands")


def second_factor_needed() -> NotAllowed:
    return NotAllowed("entry.second_factor_needed")


def may_not(action: str) -> NotAllowed:
    return NotAllowed("entry.not_allowed", action=action)


def session_unknown() -> NotFound:
    return NotFound("entry.session_unknown")


def claims_malformed(claim: str) -> Invalid:
    return Invalid("entry.claims_malformed", {claim: ["malformed"]}, claim=claim)


def identity_taken() -> Conflict:
    return Conflict("entry.identity_taken")


def identity_held_already() -> Conflict:
    return Conflict("entry.identity_held_already")


def identity_unproven() -> NotAllowed:
    """The national platform's answer does not hold; `reason` is a word for the log, not for the visitor."""
    return NotAllowed("entry.identity_unproven")


def platform_silent() -> Unavailable:
    return Unavailable("entry.platform_silent")


def identity_denied() -> NotAllowed:
    return NotAllowed("entry.identity_denied")
