"""What an organisation may be: its kind at the level of its region, its duties, its parent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Duty(StrEnum):
    """What a body answers for (REG-02)."""

    APPROVAL = "approval"
    ACCEPTANCE = "acceptance"
    SUPERVISION = "supervision"
    DATA = "data"
    HOTLINE = "hotline"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of body and the region levels at which it exists."""

    code: str
    zh: str
    en: str
    levels: tuple[int, ...]

    @property
    def is_vertical(self) -> bool:
        """Led from above: its parent sits in another region, its own region is where it works."""
        return self.code.endswith("_vertical")


NAME_LENGTH = 100
CODE_LENGTH = 18


def check_organisation(
    *, code: str, name: str, kind: Kind | None, level: int, duties: Collection[str], has_parent: bool
) -> Mapping[str, list[str]]:
    """Field → codes of what is wrong; empty when the body may be registered."""
    faults: dict[str, list[str]] = {}
    if not (1 <= len(code) <= CODE_LENGTH and code.isascii() and code.isalnum()):
        faults["code"] = ["organisation.code_malformed"]
    if not 2 <= len(name.strip()) <= NAME_LENGTH or not name.isprintable():
        faults["name"] = ["organisation.name_malformed"]
    if kind is None:
        faults["kind"] = ["organisation.kind_unknown"]
    elif level not in kind.levels:
        faults["kind"] = ["organisation.kind_not_at_this_level"]
    elif kind.is_vertical and level > min(kind.levels) and not has_parent:
        faults["parent"] = ["organisation.vertical_without_parent"]
    if set(duties) - set(Duty):
        faults["duties"] = ["organisation.duty_unknown"]
    return faults
