"""Region profiles: what may be set where, which value counts, what a service centre may be called.

A value set for a region holds in its whole subtree until a region nearer to the ground sets its own. A region may lock
its value: then nobody below counts. A key is known by its code, or by the pattern `promise.*` for a theme of its own.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from tongban.registers.regions.rules.tree import Level

Json = Any
Faults = dict[str, list[str]]

PROMISE = "promise."
PATTERN = "promise.*"
BASIS_AT_MOST = 200
_THEME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_REFUSED = {
    "required": "profile.value_missing",
    "minItems": "profile.value_missing",
    "maxItems": "profile.value_too_many",
    "uniqueItems": "profile.value_repeated",
    "minimum": "profile.value_out_of_range",
    "maximum": "profile.value_out_of_range",
    "additionalProperties": "profile.value_unexpected",
}


@dataclass(frozen=True, slots=True)
class ProfileKey:
    """One thing a region may settle: a row of `profile_keys.json`.

    `shape` names the form of its value for those who show it; `schema` is what a value must satisfy. `lowest` is the
    last level that may set its own.
    """

    code: str
    zh: str
    en: str
    group: str
    shape: str
    schema: Mapping[str, Json]
    default: Json
    lowest: Level
    lockable: bool
    validator: Draft202012Validator = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """A value in force on some date in the region that set it."""

    region: str
    name: str
    level: int
    key: str
    value: Json
    since: dt.date
    basis: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value that counts, and where it comes from; `source_region` is empty for the default."""

    key: str
    value: Json
    source_region: str = ""
    source_name: str = ""
    source_level: int = 0
    since: dt.date | None = None
    basis: str = ""
    locked: bool = False

    @property
    def is_default(self) -> bool:
        return not self.source_region


def read_keys(data: Mapping[str, Json]) -> dict[str, ProfileKey]:
    """The keys of `profile_keys.json`; an entry with `like` takes from that entry whatever it does not say itself."""
    return {code: _read_key(code, data["keys"], data["shapes"]) for code in data["keys"]}


def _read_key(code: str, rows: Mapping[str, Json], shapes: Mapping[str, Json]) -> ProfileKey:
    row = {**rows.get(rows[code].get("like", ""), {}), **rows[code]}
    schema = {**shapes[row["shape"]], **row.get("schema", {})}
    return ProfileKey(
        code, row["zh"], row["en"], row["group"], row["shape"], schema, row["default"],
        Level(row["lowest_level"]), row["lockable"], Draft202012Validator(schema),
    )  # fmt: skip


def is_promise(code: str) -> bool:
    """True for `promise.` and the code of a theme: 2 to 40 small letters, digits and underscores."""
    return code.startswith(PROMISE) and bool(_THEME.fullmatch(code.removeprefix(PROMISE)))


def check_value(key: ProfileKey, value: Json) -> Faults:
    """Path (`value.morning.0`) → codes of what is wrong there; empty when the value may stand.

    A decimal is text: a float is refused wherever it hides.
    """
    if faults := {path: [code] for path, code in _unfit(value, "value")}:
        return faults
    for error in key.validator.iter_errors(value):
        faults.setdefault(_place_of(error), []).append(_REFUSED.get(error.kind.name, "profile.value_malformed"))
    if key.shape == "hours" and not faults and not _is_in_order(value):
        faults["value"] = ["profile.hours_out_of_order"]
    return faults


def _unfit(value: Json, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, float):
        yield path, "profile.value_is_float"
    elif isinstance(value, str) and not value.isprintable():
        yield path, "profile.value_malformed"
    elif isinstance(value, Mapping):
        yield from ((path, "profile.value_malformed") for name in value if not str(name).isprintable())
        for name, inner in value.items():
            yield from _unfit(inner, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _unfit(inner, f"{path}.{at}")


def _place_of(error: ValidationError) -> str:
    missing = [error.kind.as_dict()["property"]] if error.kind.name == "required" else []
    return ".".join(map(str, ["value", *error.instance_path, *missing]))


def _is_in_order(hours: Mapping[str, list[str]]) -> bool:
    """Morning before afternoon, each with some length; they may touch."""
    opens, noon, again, closes = (*hours["morning"], *hours["afternoon"])
    return opens < noon <= again < closes


def check_basis(basis: str) -> list[str]:
    if not basis.strip():
        return ["profile.basis_missing"]
    return ["profile.basis_malformed"] if len(basis) > BASIS_AT_MOST or not basis.isprintable() else []


def may_set_at(key: ProfileKey, level: int, *, is_root: bool) -> bool:
    """The root of a tree settles everything, whatever its level: a city may be a platform of its own."""
    return is_root or level <= key.lowest


def find_lock(standing: Iterable[Standing]) -> Standing | None:
    """The lock that counts: the highest one."""
    return min((each for each in standing if each.locked), key=lambda lock: lock.level, default=None)


def choose(key: ProfileKey, standing: Sequence[Standing]) -> Resolved:
    """The highest locked value, else the one nearest to the ground, else the default.

    `standing` holds at most one value of each region on the way from the root down to the region asked for.
    """
    if not standing:
        return Resolved(key.code, key.default)
    chosen = find_lock(standing) or max(standing, key=lambda each: each.level)
    return Resolved(
        key.code, chosen.value, chosen.region, chosen.name, chosen.level, chosen.since, chosen.basis, chosen.locked
    )


def terms_missed(name: str, level: int, terms_by_level: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The terms of this level when the name ends in none of them, else nothing.

    A service centre is named for its place and its kind: 某某镇为民服务中心.
    """
    terms = terms_by_level[str(level)]
    return [] if name.strip().endswith(tuple(terms)) else terms
