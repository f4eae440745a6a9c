"""Codes of service items (GB/T 39554.1): basic 12; implementing 31 = body, level, basic; handling 33 = + sequence.

Beside them provinces keep forms of their own; the one of Sichuan is read for the body it contains.
"""

import re
from dataclasses import dataclass

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import uscc
from tongban.registers.identifiers.rules.spelling import DIGITS, LETTERS, one_spelling, require

BASIC_LENGTH, IMPLEMENTING_LENGTH, HANDLING_LENGTH = 12, 31, 33
UNDIVIDED, MAIN_OF_DIVIDED = "000", "00Y"
NATIONAL = "00"
LEVELS = range(1, 7)
"""1 state, 2 province, 3 city, 4 county, 5 town or street, 6 village or community."""

TYPES = frozenset(("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"))
"""The national dictionary; local ones differ, so another type is a warning."""

_LOCAL = re.compile(
    r"(?P<item>[0-9A-Z-]+)-(?P<region>[0-9]{12})-(?P<sub>[0-9]{3})-(?P<body>[0-9A-Z]+(?:-[0-9A-Z])?)"
    r"-(?P<variant>[0-9])-(?P<sequence>[0-9]{2})"
)


@dataclass(frozen=True, slots=True)
class BasicCode:
    """An entry of the catalogue: what may exist."""

    code: str
    warnings: tuple[str, ...] = ()

    @property
    def region(self) -> str:
        """Two digits of the province; `00` is the nation."""
        return self.code[:2]

    @property
    def item_type(self) -> str:
        return self.code[2:4]

    @property
    def department(self) -> str:
        return self.code[4:6]

    @property
    def main_item(self) -> str:
        return self.code[6:9]

    @property
    def sub_item(self) -> str:
        """`000` not divided, `00Y` the main item of a divided one, else `001`…`999`."""
        return self.code[9:]

    @property
    def main_code(self) -> str:
        """The basic code of the main item this belongs to: itself unless it is a sub-item."""
        is_sub_item = self.sub_item not in (UNDIVIDED, MAIN_OF_DIVIDED)
        return self.code[:9] + MAIN_OF_DIVIDED if is_sub_item else self.code


@dataclass(frozen=True, slots=True)
class ImplementingCode:
    """An entry as one body offers it. The body's code may be a surrogate or fail its check: see `warnings`."""

    code: str
    body: uscc.BodyCode
    level: int
    basic: BasicCode

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.body.warnings + self.basic.warnings


@dataclass(frozen=True, slots=True)
class HandlingCode:
    """The finest unit: what somebody applies for."""

    code: str
    implementing: ImplementingCode
    sequence: int

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.implementing.warnings


@dataclass(frozen=True, slots=True)
class LocalCode:
    """A province's own code. The parts are empty when it has not the form of Sichuan (`local_code.shape`)."""

    code: str
    item: str = ""
    region: str = ""
    sub_item: str = ""
    body: uscc.BodyCode | None = None
    warnings: tuple[str, ...] = ()


def parse(text: str) -> BasicCode | ImplementingCode | HandlingCode:
    """The code that `text` spells; its length tells which of the three it is.

    Raises `Invalid` with `item_code.length`, `.digits`, `.sub_item`, `.body`, `.level` or `.sequence`.
    Warnings: `item_code.type_unknown` and those of `uscc.inspect`.
    """
    code = one_spelling(text, "item_code")
    if len(code) == BASIC_LENGTH:
        return _basic(code)
    if len(code) == IMPLEMENTING_LENGTH:
        return _implementing(code)
    if len(code) == HANDLING_LENGTH:
        return _handling(code)
    raise Invalid("item_code.length", length=len(code))


def build_basic(
    *, region: str = NATIONAL, item_type: str, department: str, main_item: str, sub_item: str = UNDIVIDED
) -> BasicCode:
    """The basic code of these parts; raises as `parse` does."""
    parts = ((region, 2), (item_type, 2), (department, 2), (main_item, 3), (sub_item, 3))
    if any(len(part) != length for part, length in parts):
        raise Invalid("item_code.length", length=sum(len(part) for part, _ in parts))
    return _basic("".join(part for part, _ in parts))


def build_implementing(*, body: str, level: int, basic: BasicCode) -> ImplementingCode:
    """What `body` (18 characters) offers at `level` (1–6); raises as `parse` does."""
    if len(body) != uscc.LENGTH or level not in LEVELS:
        raise Invalid("item_code.body" if level in LEVELS else "item_code.level")
    return _implementing(f"{body}{level}{basic.code}")


def build_handling(*, implementing: ImplementingCode, sequence: int) -> HandlingCode:
    """The unit number `sequence` (1–99); raises as `parse` does."""
    if not 1 <= sequence <= 99:
        raise Invalid("item_code.sequence")
    return _handling(f"{implementing.code}{sequence:02d}")


def parse_local(text: str) -> LocalCode:
    """The province's own code, never refused for its form; `Invalid` with `local_code.length` only for endless text."""
    code = one_spelling(text, "local_code")
    parts = _LOCAL.fullmatch(code)
    if not parts:
        return LocalCode(code, warnings=("local_code.shape",))
    body = uscc.inspect(parts["body"])
    return LocalCode(code, parts["item"], parts["region"], parts["sub"], body, body.warnings)


def _basic(code: str, *, first: int = 1) -> BasicCode:
    require(code[:9], DIGITS, "item_code.digits", first=first)
    if code[9:] != MAIN_OF_DIVIDED and not set(code[9:]) <= set(DIGITS):
        raise Invalid("item_code.sub_item", sub_item=code[9:])
    return BasicCode(code, () if code[2:4] in TYPES else ("item_code.type_unknown",))


def _implementing(code: str) -> ImplementingCode:
    require(code[: uscc.LENGTH], DIGITS + LETTERS, "item_code.body")
    level = code[uscc.LENGTH]
    if level not in "123456":
        raise Invalid("item_code.level", level=level)
    basic = _basic(code[uscc.LENGTH + 1 :], first=uscc.LENGTH + 2)
    return ImplementingCode(code, uscc.inspect(code[: uscc.LENGTH]), int(level), basic)


def _handling(code: str) -> HandlingCode:
    implementing, sequence = _implementing(code[:IMPLEMENTING_LENGTH]), code[IMPLEMENTING_LENGTH:]
    if not set(sequence) <= set(DIGITS) or sequence == "00":
        raise Invalid("item_code.sequence", sequence=sequence)
    return HandlingCode(code, implementing, int(sequence))
