"""What holds in a region on a date, whichever level settled it, and where it comes from.

Values are public: they are promises. What is planned, and who set what, is for those who may read the region's profile.
"""

import dataclasses
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.regions import errors
from tongban.registers.regions.models import ProfileValue
from tongban.registers.regions.rules import profiles as rules
from tongban.registers.regions.rules.profiles import ProfileKey, Resolved, Standing
from tongban.registers.regions.rules.tree import is_code, list_ancestor_codes

READ = "regions.read_profile"
_KEYS = Path(__file__).parents[1] / "profile_keys.json"


# --- keys -------------------------------------------------------------------------------------------------------


@cache
def list_keys() -> Mapping[str, ProfileKey]:
    """Every listed key by its code, in the order in which people read them, as `profile_keys.json` says."""
    return {code: key for code, key in _read_keys().items() if code != rules.PATTERN}


@cache
def list_groups() -> Mapping[str, Mapping[str, str]]:
    """The groups of keys: code → {zh, en}."""
    groups: Mapping[str, Mapping[str, str]] = json.loads(_KEYS.read_text(encoding="utf-8"))["groups"]
    return groups


def get_key(code: str) -> ProfileKey:
    """The key of this code, also of a promise for a theme that is not listed; raises NotFound profile.key_unknown."""
    if code in list_keys():
        return list_keys()[code]
    if not rules.is_promise(code):
        raise errors.profile_key_unknown(code)
    return dataclasses.replace(_read_keys()[rules.PATTERN], code=code)


@cache
def _read_keys() -> Mapping[str, ProfileKey]:
    return rules.read_keys(json.loads(_KEYS.read_text(encoding="utf-8")))


# --- what holds -------------------------------------------------------------------------------------------------


class Hours(NamedTuple):
    """Office hours: when each half opens and closes."""

    morning: tuple[dt.time, dt.time]
    afternoon: tuple[dt.time, dt.time]


@dataclass(frozen=True, slots=True)
class Promise:
    """So many of a unit: working_day, half_day, calendar_day, natural_hour."""

    count: int
    unit: str


def resolve(region: str, key: str, on: dt.date) -> Resolved:
    """The value that counts in the region on this date: one statement. Raises NotFound for the key or the region."""
    wanted = get_key(key)
    return rules.choose(wanted, look_at(region, on, [key]).standing[key])


def resolve_all(region: str, on: dt.date) -> dict[str, Resolved]:
    """Every listed key, and every other promise somebody above made, with the value that counts: one statement."""
    standing = look_at(region, on).standing
    return {code: rules.choose(get_key(code), standing[code]) for code in [*list_keys(), *_themes(standing)]}


def office_hours(region: str, on: dt.date) -> Hours:
    value = resolve(region, "office_hours", on).value
    morning, afternoon = (tuple(map(dt.time.fromisoformat, value[half])) for half in ("morning", "afternoon"))
    return Hours((morning[0], morning[1]), (afternoon[0], afternoon[1]))


def warning_shares(region: str, on: dt.date) -> tuple[Decimal, Decimal]:
    """The shares of a limit at which it turns yellow and red, the smaller first, whoever set which: one statement."""
    keys = ["clock.yellow_share", "clock.red_share"]
    standing = look_at(region, on, keys).standing
    yellow, red = sorted(Decimal(rules.choose(get_key(key), standing[key]).value) for key in keys)
    return yellow, red


def find_promise(region: str, theme: str, on: dt.date) -> Promise | None:
    """The limit promised for a theme (`company_opening`); None when nobody promised any."""
    value = resolve(region, rules.PROMISE + theme, on).value
    return Promise(value["count"], value["unit"]) if value else None


def check_centre_name(region: str, name: str, on: dt.date) -> None:
    """Returns when a centre of this region may bear the name; raises Invalid profile.centre_name_wrong (terms)."""
    look = look_at(region, on, ["names.centre"])
    terms = rules.choose(get_key("names.centre"), look.standing["names.centre"]).value
    if wanted := rules.terms_missed(name, look.level, terms):
        raise errors.centre_name_wrong(name, wanted)


# --- for those who keep the profile -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One key of a region's profile: what counts, the values in force from the root down, and what is planned.

    `obstacle` is the code of what keeps the region from settling it itself, "" when nothing does.
    """

    key: ProfileKey
    resolved: Resolved
    standing: tuple[Standing, ...]
    planned: tuple[ProfileValue, ...]
    own: Standing | None
    lock: Standing | None
    obstacle: str

    @property
    def is_overruled(self) -> bool:
        """The region's own value does not count: somebody above has locked theirs."""
        return self.own is not None and self.lock is not None


def list_lines(region: str, on: dt.date, *, actor: Actor) -> list[Line]:
    """The whole profile, in the order of the keys: two statements. Raises NotAllowed profile.reading_not_allowed."""
    look, planned = _open(region, on, None, actor)
    themes = _themes({**look.standing, **{row.key: [] for row in planned}})
    return [_line(get_key(code), look, planned) for code in [*list_keys(), *themes]]


def get_line(region: str, key: str, on: dt.date, *, actor: Actor) -> Line:
    """One key of the profile. Raises NotAllowed profile.reading_not_allowed, NotFound."""
    wanted = get_key(key)
    return _line(wanted, *_open(region, on, [key], actor))


def history(region: str, key: str, *, actor: Actor) -> list[ProfileValue]:
    """Every version the region itself has set, the latest set first. Raises NotAllowed profile.reading_not_allowed."""
    _check_may_read(region, actor)
    return list(ProfileValue.objects.filter(region=region, key=key).order_by("-version"))


def may_read(region: str, actor: Actor) -> bool:
    """A post in one body reads the profile of the regions it works in; to set it takes a grant for all bodies."""
    return actor is SYSTEM or actor.may(READ, region, actor.organisation)


def _check_may_read(region: str, actor: Actor) -> None:
    if not may_read(region, actor):
        raise errors.profile_reading_not_allowed(region)


def _open(region: str, on: dt.date, keys: list[str] | None, actor: Actor) -> tuple["Look", list[ProfileValue]]:
    _check_may_read(region, actor)
    look = look_at(region, on, keys)
    later = ProfileValue.objects.filter(region__in=_path(region), effective_from__gt=on).select_related("region")
    later = later.filter(key__in=keys) if keys else later
    planned = later.order_by("region", "key", "effective_from", "-version").distinct("region", "key", "effective_from")
    return look, sorted(planned, key=lambda row: (row.effective_from, row.region.level))


def _line(key: ProfileKey, look: "Look", planned: Sequence[ProfileValue]) -> Line:
    standing = look.standing[key.code]
    own, lock = look.own(key.code), look.lock_above(key.code)
    obstacle = "profile.locked_above" if lock else ""
    if not rules.may_set_at(key, look.level, is_root=look.is_root):
        obstacle = "profile.not_at_this_level"
    mine = tuple(row for row in planned if row.key == key.code)
    return Line(key, rules.choose(key, standing), tuple(standing), mine, own, lock, obstacle)


# --- one statement ----------------------------------------------------------------------------------------------

# One row for each region on the way from the root, with each value in force there; nulls where it has none.
_STANDING = """
SELECT region.code, region.name, region.level, own.key, own.value, own.effective_from, own.basis, own.locked
FROM regions_region AS region LEFT JOIN (
    SELECT DISTINCT ON (region, key) * FROM regions_profilevalue
    WHERE region = ANY(%(path)s) AND effective_from <= %(on)s AND (%(keys)s::text[] IS NULL OR key = ANY(%(keys)s))
    ORDER BY region, key, effective_from DESC, version DESC
) AS own ON own.region = region.code AND NOT own.withdrawn
WHERE region.code = ANY(%(path)s) ORDER BY region.level, region.code, own.key
"""

# Rows are only added: another number of them is another profile. The highest id tells one database from another.
STAMP = """(
    SELECT concat_ws('.', count(*), max(id)) FROM regions_profilevalue
    WHERE region IN (SELECT rpad(left({region}, digits), 12, '0') FROM unnest('{{2,4,6,9,12}}'::int[]) digits)
)"""
"""Part of a larger statement: text that differs when the profile of a region, or of one above it, was changed."""


@dataclass(frozen=True, slots=True)
class Look:
    """A region on a date: its level, and by key the values in force from its root down to itself."""

    code: str
    level: int
    is_root: bool
    standing: Mapping[str, list[Standing]]

    def own(self, key: str) -> Standing | None:
        return next((each for each in self.standing[key] if each.region == self.code), None)

    def lock_above(self, key: str) -> Standing | None:
        return rules.find_lock(each for each in self.standing[key] if each.region != self.code)


def _path(region: str) -> list[str]:
    return [*list_ancestor_codes(region), region] if is_code(region) else []


def look_at(region: str, on: dt.date, keys: list[str] | None = None) -> Look:
    """All (or these) keys at once, by one statement. Raises NotFound region_unknown."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"path": _path(region), "on": on, "keys": keys})
        rows = cursor.fetchall()
    if not rows or rows[-1][0] != region:
        raise errors.region_unknown(region)
    standing: defaultdict[str, list[Standing]] = defaultdict(list)
    for code, name, level, key, value, *facts in rows:
        if key is not None:
            standing[key].append(Standing(code, name, level, key, json.loads(value), *facts))
    return Look(region, rows[-1][2], rows[0][0] == region, standing)


def _themes(standing: Mapping[str, object]) -> list[str]:
    return sorted(key for key in standing if key not in list_keys())
