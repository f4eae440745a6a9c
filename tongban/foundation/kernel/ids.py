"""Typed ids: names for what a bare string or UUID means in a signature. They cost nothing at run time."""

import uuid
from typing import NewType

HolderId = NewType("HolderId", uuid.UUID)
AccountId = NewType("AccountId", uuid.UUID)
EventId = NewType("EventId", uuid.UUID)
FileId = NewType("FileId", uuid.UUID)
RegionCode = NewType("RegionCode", str)
AuthorityCode = NewType("AuthorityCode", str)
