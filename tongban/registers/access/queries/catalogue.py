"""Roles, actions, groups and separations, as the files beside the app say."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tongban.registers.access.errors import role_unknown
from tongban.registers.access.rules.roles import EVERY_LEVEL, Action, Role, Separation, check_roles

_FOLDER = Path(__file__).parents[1]


def _read(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def list_roles() -> Mapping[str, Role]:
    """Every role by its code, in the order of `roles.json`."""
    return {
        code: Role(
            code,
            row["zh"],
            row["en"],
            row["face"],
            tuple(row["actions"]),
            row["group"],
            tuple(row.get("duties", ())),
            tuple(row.get("levels", EVERY_LEVEL)),
            row.get("appointed", True),
        )
        for code, row in _read("roles.json").items()
    }


def get_role(code: str) -> Role:
    """Raises NotFound role_unknown."""
    if code not in list_roles():
        raise role_unknown(code)
    return list_roles()[code]


@cache
def list_actions() -> Mapping[str, Action]:
    """Every action by its code, in the order of `actions.json`."""
    return {
        code: Action(code, row["zh"], row["en"], tuple(row["guards"]), row.get("kept", False), row.get("duty", ""))
        for code, row in _read("actions.json").items()
    }


@cache
def list_groups() -> Mapping[str, tuple[str, str]]:
    """Code of a group of roles → its Chinese and English name."""
    return {code: (row["zh"], row["en"]) for code, row in _read("groups.json").items()}


@cache
def list_separations() -> tuple[Separation, ...]:
    """The duties that are kept apart."""
    return tuple(Separation(**row) for row in _read("separations.json"))


def check_catalogue() -> None:
    """Raises ValueError naming every fault of the data: a site with a role nobody understands does not start."""
    faults = check_roles(list_roles().values(), list_actions(), list_separations(), list_groups())
    if faults:
        raise ValueError("; ".join(faults))
