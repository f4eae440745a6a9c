"""What is refused where an enterprise signs, with stable codes."""

from tongban.foundation.kernel.errors import Conflict, NotAllowed, NotFound, Unavailable


def not_open() -> Unavailable:
    return Unavailable("signature.not_open")


def badly_signed() -> NotAllowed:
    """The answer is not the platform's."""
    return NotAllowed("signature.badly_signed")


def request_unknown() -> NotFound:
    """The same for one that is another browser's or another account's."""
    return NotFound("signature.request_unknown")


def expired() -> Conflict:
    return Conflict("signature.expired")


def answered_already() -> Conflict:
    return Conflict("signature.answered_already")


def not_answered() -> Conflict:
    return Conflict("signature.not_answered")


def untrusted(layer: str, reason: str) -> NotAllowed:
    """`layer` is one of `checking.LAYERS`."""
    return NotAllowed("signature.untrusted", layer=layer, reason=reason)


def refused(code: str) -> NotAllowed:
    """`code` is one of `rules.find_objection`, or what files and accounts say."""
    return NotAllowed(code)
