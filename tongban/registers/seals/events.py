"""What the register of seals tells the rest of the house."""

import uuid
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SealStateChanged:
    """A seal was suspended, restored or revoked: what waits for it may go on, or never will."""

    name: ClassVar[str] = "seals.state_changed"
    version: ClassVar[int] = 1

    seal: uuid.UUID
    organisation: str
    state: str
