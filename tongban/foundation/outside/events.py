"""Facts about messages to outside parties."""

import uuid
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class MessageQueued:
    """A message waits to be handed to its party. Its text stays in the dispatch: events carry no addresses."""

    name: ClassVar[str] = "outside.message_queued"
    version: ClassVar[int] = 1
    dispatch_id: uuid.UUID


@dataclass(frozen=True)
class DeliveryChanged:
    """The party told how far the message got, and that is further than we knew."""

    name: ClassVar[str] = "outside.delivery_changed"
    version: ClassVar[int] = 1
    dispatch_id: uuid.UUID
    state: str
