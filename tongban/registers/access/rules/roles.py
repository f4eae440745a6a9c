"""Roles, the actions they grant, where a post reaches, and which duties one person never holds together.

All of it is data (`roles.json`, `actions.json`, `separations.json`, `groups.json`); here stands what must hold of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tongban.foundation.kernel.actor import Actor, Grant
from tongban.registers.regions.rules import is_within, subtree

CITIZEN = "citizen"
FACES = ("portal", "workbench", "api")
CREATE, APPOINT, CLOSE, READ = "access.create_account", "access.appoint", "access.close_account", "access.read"
CLIENTS = "access.manage_clients"
EVERY_LEVEL = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that is allowed or not: its names, the commands and queries it guards (`app.commands.name`).

    A *kept* action is given on only by somebody who holds it there; everyday work is given by whoever appoints.
    `duty` is what doing it makes somebody answer for, where that is to be kept apart from something else.
    """

    code: str
    zh: str
    en: str
    guards: tuple[str, ...] = ()
    kept: bool = False
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A row of `roles.json`: names, face, actions, group, duties, and the levels of region at which it stands.

    Nobody is appointed to a role that is not `appointed`: one has it by being a person, or through an authorisation.
    """

    code: str
    zh: str
    en: str
    face: str
    actions: tuple[str, ...]
    group: str = ""
    duties: tuple[str, ...] = ()
    levels: tuple[int, ...] = EVERY_LEVEL
    appointed: bool = True


@dataclass(frozen=True, slots=True)
class Separation:
    """Two duties that never meet in one role, nor in one account over the same body."""

    one: str
    other: str
    zh: str
    en: str

    def parts(self, duties: frozenset[str], others: frozenset[str]) -> bool:
        """True when one side holds the one duty and the other side the other."""
        return (self.one in duties and self.other in others) or (self.other in duties and self.one in others)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a post holds: a region with everything below it, for one body or, where it is "", for all."""

    region: str
    organisation: str = ""

    def meets(self, other: "Reach") -> bool:
        """True when some body may lie within both."""
        nested = is_within(self.region, other.region) or is_within(other.region, self.region)
        return nested and (not (self.organisation and other.organisation) or self.organisation == other.organisation)


def grants_of(role: Role, region: str, organisation: str) -> tuple[Grant, ...]:
    """The role's actions over a region and everything below it, for one body or, where it is "", for all of them."""
    first, last = subtree(region)
    return tuple(Grant(action, first, last, organisation or None) for action in role.actions)


def duties_of(role: Role, actions: Mapping[str, Action]) -> frozenset[str]:
    """What the role answers for: its own duties and those of its actions."""
    return frozenset(role.duties) | {actions[code].duty for code in role.actions if actions[code].duty}


def find_separation(one: frozenset[str], other: frozenset[str], rules: Iterable[Separation]) -> Separation | None:
    """The rule that keeps these duties apart, or None."""
    return next((rule for rule in rules if rule.parts(one, other)), None)


def list_above_own_rights(role: Role, reach: Reach, giver: Actor, actions: Mapping[str, Action]) -> list[str]:
    """The kept actions of the role that the giver does not hold there, sorted."""
    body = reach.organisation or None
    kept = (code for code in role.actions if actions[code].kept)
    return sorted(code for code in kept if not giver.may(code, reach.region, body))


def check_roles(
    roles: Iterable[Role], actions: Mapping[str, Action], separations: Iterable[Separation], groups: Iterable[str]
) -> list[str]:
    """What is wrong with the data, in words for whoever wrote it; empty when it may be used."""
    rules, known = list(separations), set(groups)
    return [fault for role in roles for fault in _faults(role, actions, rules, known)]


def _faults(role: Role, actions: Mapping[str, Action], rules: list[Separation], groups: set[str]) -> Iterator[str]:
    unknown = [code for code in role.actions if code not in actions]
    yield from (f"{role.code}: no action {code!r} in actions.json" for code in unknown)
    if role.face not in FACES:
        yield f"{role.code}: no face {role.face!r}"
    if role.group not in groups:
        yield f"{role.code}: no group {role.group!r} in groups.json"
    if not set(role.levels) <= set(EVERY_LEVEL):
        yield f"{role.code}: no such levels {role.levels}"
    duties = frozenset() if unknown else duties_of(role, actions)
    if rule := find_separation(duties, duties, rules):
        yield f"{role.code}: holds {rule.one} and {rule.other}, which are separated"
