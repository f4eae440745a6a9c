"""What other rooms may hear about files."""

import uuid
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FileStored:
    """A holder has one more file, its content durably stored."""

    name: ClassVar[str] = "files.stored"
    version: ClassVar[int] = 1

    file: uuid.UUID
    holder: uuid.UUID
    media_type: str
    size: int
    digest: str
    scan_state: str


@dataclass(frozen=True, slots=True)
class FileFoundInfected:
    """The scanner found something in a file that was stored before it could look; the file no longer opens."""

    name: ClassVar[str] = "files.found_infected"
    version: ClassVar[int] = 1

    file: uuid.UUID
    holder: uuid.UUID
    signature: str
