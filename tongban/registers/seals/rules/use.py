"""What a caller says who wants something sealed, and what it gets back."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealUse:
    """`step` is one of `states.STEPS`; `subject` names what is sealed, such as `licence:<id>`.

    `automatic`: no person decided now, the seal must have been authorised beforehand.
    """

    step: str
    subject: str
    case: uuid.UUID | None
    decided_by: uuid.UUID | None
    automatic: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where the seal stands: `page` counts from 0; `x`, `y` is the top left corner and `size` the width, in mm."""

    page: int
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """The sealed bytes, None where none were given."""

    ofd: bytes | None
    pdf: bytes | None
    seal_id: uuid.UUID
    use_id: uuid.UUID
