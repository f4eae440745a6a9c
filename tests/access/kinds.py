"""What an entry says of a command or query: everybody, nobody outside the program, or whoever holds an action there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody may call it and learns nothing that is not public."""

    why: str


@dataclass(frozen=True, slots=True)
class Internal:
    """It asks for no actor by design: only the program calls it, after or without a check of its own."""

    why: str


@dataclass(frozen=True, slots=True)
class County:
    """One county of the prepared world, and what lies in it for `call` to reach for."""

    region: str
    body: str
    rows: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Guarded:
    """Whoever holds one of `actions` over the county and its body may `call` it there; without actions, nobody may.

    `hides`: instead of NotAllowed it may say that there is nothing (NotFound, or an empty answer).
    `of_region`: it belongs to the region and to no body, so that a post at any body there reaches it.
    `anywhere`: it belongs to no region, so that a post in one county reaches it for all.
    """

    actions: tuple[str, ...]
    call: Callable[[Actor, County], object]
    hides: bool = False
    of_region: bool = False
    anywhere: bool = False


Entry = Public | Internal | Guarded
