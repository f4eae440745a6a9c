"""Writes of routing: spending idempotency keys, and rows of models as parts of a larger statement."""

from tongban.foundation.routing.commands.inserting import insert, insert_many, values_of, values_of_many
from tongban.foundation.routing.commands.spending import Key, forget_spent_keys, read_key, spend

__all__ = [
    "Key",
    "forget_spent_keys",
    "insert",
    "insert_many",
    "read_key",
    "spend",
    "values_of",
    "values_of_many",
]
