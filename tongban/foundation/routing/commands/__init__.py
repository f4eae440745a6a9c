"""Writes of routing: spending idempotency keys, rows as parts of a larger statement, sealed rows under a new key."""

from tongban.foundation.routing.commands.inserting import (
    ALWAYS,
    insert,
    insert_many,
    update,
    values_of,
    values_of_many,
    write,
)
from tongban.foundation.routing.commands.resealing import (
    START,
    BatchDone,
    Position,
    Renewed,
    Sealed,
    reseal,
    reseal_all,
)
from tongban.foundation.routing.commands.spending import Key, forget_spent_keys, read_key, spend

__all__ = [
    "ALWAYS",
    "START",
    "BatchDone",
    "Key",
    "Position",
    "Renewed",
    "Sealed",
    "forget_spent_keys",
    "insert",
    "insert_many",
    "read_key",
    "reseal",
    "reseal_all",
    "spend",
    "update",
    "values_of",
    "values_of_many",
    "write",
]
