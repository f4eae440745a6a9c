"""Domain errors: what a command or query raises when the world refuses.

Six kinds, one per answer a face can give. The code is stable and is part of the contract with integrators;
the facts are the values a sentence about it needs. Faces turn code and facts into words in the user's language.
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A refusal with a stable `code` and the `facts` its sentence needs."""

    kind = "domain"

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Any] = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class NotFound(DomainError):
    """The thing named does not exist, or the actor may not know that it does."""

    kind = "not_found"


class Gone(NotFound):
    """The thing named was here, or will be, and is not to be had now."""

    kind = "gone"


class NotAllowed(DomainError):
    """The actor holds no grant for this action here."""

    kind = "not_allowed"


class Conflict(DomainError):
    """The state of the thing forbids it now; another attempt may need another step first."""

    kind = "conflict"


class Invalid(DomainError):
    """The input is wrong. `fields` maps a field name to the codes of what is wrong with it."""

    kind = "invalid"

    def __init__(self, code: str, fields: Mapping[str, list[str]] | None = None, /, **facts: Any) -> None:
        super().__init__(code, **facts)
        self.fields: Mapping[str, list[str]] = fields or {}


class Unavailable(DomainError):
    """Something this needs does not answer now; the same request may succeed later."""

    kind = "unavailable"
