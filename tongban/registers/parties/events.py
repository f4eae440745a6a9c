"""What other rooms hear about the files of persons and enterprises. No event carries a name or a number."""

import uuid
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PartyRegistered:
    """A person or enterprise has a file."""

    name: ClassVar[str] = "parties.registered"
    version: ClassVar[int] = 1
    party: uuid.UUID
    kind: str
    region: str


@dataclass(frozen=True, slots=True)
class PartyChanged:
    """These facts of a file (name, document, contact, representative, real_name_level) are no longer what they were."""

    name: ClassVar[str] = "parties.changed"
    version: ClassVar[int] = 1
    party: uuid.UUID
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartiesMerged:
    """`later` is closed and belongs to the file of `survivor`; what is new goes there."""

    name: ClassVar[str] = "parties.merged"
    version: ClassVar[int] = 1
    later: uuid.UUID
    survivor: uuid.UUID


@dataclass(frozen=True, slots=True)
class AuthorisationGranted:
    """`agent` (an account) may act for `principal` within the limits of the authorisation."""

    name: ClassVar[str] = "parties.authorisation_granted"
    version: ClassVar[int] = 1
    authorisation: uuid.UUID
    principal: uuid.UUID
    agent: uuid.UUID


@dataclass(frozen=True, slots=True)
class AuthorisationRevoked:
    """The authorisation no longer lets anybody act."""

    name: ClassVar[str] = "parties.authorisation_revoked"
    version: ClassVar[int] = 1
    authorisation: uuid.UUID
    principal: uuid.UUID
    agent: uuid.UUID
