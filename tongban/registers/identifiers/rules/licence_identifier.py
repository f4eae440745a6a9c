"""Electronic licence identifiers (电子证照标识, GB/T 36904): root.type.issuer.serial.version.check.

The check character is that of ISO 7064 MOD 37,36. Older issuers counted the root's digits too, after the rest; nothing
else tells theirs from the national form. As every 36th mistyped character fits that way, it is believed of identifiers
that stand in a register and of those handed in to be registered, and is a mistake in any other (`refuse_unknown`).
"""

import re
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_36

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import uscc
from tongban.registers.identifiers.rules.spelling import DIGITS, LETTERS, one_spelling

ROOT = "1.2.156.3005.2"
LAST_VERSION = 999
_ROOT_DIGITS = ROOT.replace(".", "")
_SHAPES = {
    # part: what it must look like; the type code is its defining body's credit code and three digits
    "type_code": re.compile(r"[0-9A-Z]{18}[0-9]{3}"),
    "issuer": re.compile(r"[0-9A-Z]{1,18}"),
    "serial": re.compile(r"[0-9A-Z]{1,64}"),
    "version": re.compile(r"(?!000)[0-9]{3}"),
    "check_character": re.compile(r"[0-9A-Z]"),
}


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """An identifier whose check character fits."""

    type_code: str
    issuer: str
    serial: str
    version: int
    check_character: str
    is_legacy: bool = False
    """True when the check character fits only with the root's digits after the rest: an old habit, no forgery."""

    def __str__(self) -> str:
        return ".".join((ROOT, self.type_code, self.issuer, self.serial, f"{self.version:03d}", self.check_character))

    @property
    def warnings(self) -> tuple[str, ...]:
        """`licence_identifier.` with `legacy_check`, `definer_unverified`, `issuer_unverified`: what a register keeps
        beside it. Judging the bodies' codes costs more than all the rest, and whoever verifies does not ask."""
        legacy = ("licence_identifier.legacy_check",) if self.is_legacy else ()
        return legacy + _doubts(self.type_code, self.issuer)


def parse(text: str) -> LicenceIdentifier:
    """The identifier that `text` spells.

    Raises `Invalid` with `licence_identifier.length`, `.root`, `.parts`, `.type_code`, `.issuer`, `.serial`,
    `.version` or `.check_character`.
    """
    spelled = one_spelling(text, "licence_identifier")
    if not spelled.startswith(ROOT + "."):
        raise Invalid("licence_identifier.root")
    parts = spelled[len(ROOT) + 1 :].split(".")
    if len(parts) != len(_SHAPES):
        raise Invalid("licence_identifier.parts", count=len(parts))
    _require_shapes(parts)
    payload, check = "".join(parts[:-1]), parts[-1]
    is_legacy = check_character(payload) != check
    if is_legacy and check_character(payload + _ROOT_DIGITS) != check:
        raise Invalid("licence_identifier.check_character")
    return LicenceIdentifier(parts[0], parts[1], parts[2], int(parts[3]), check, is_legacy)


def refuse_unknown(identifier: LicenceIdentifier) -> None:
    """Of an identifier that no register holds: raises `Invalid` `licence_identifier.check_character` for one that fits
    the older way only, so that whoever mistypes a character always hears so."""
    if identifier.is_legacy:
        raise Invalid("licence_identifier.check_character")


def build(*, type_code: str, issuer: str, serial: str, version: int = 1) -> LicenceIdentifier:
    """A new identifier with its check character; raises as `parse` does."""
    if not 1 <= version <= LAST_VERSION:
        raise Invalid("licence_identifier.version")
    parts = [type_code, issuer, serial, f"{version:03d}", "0"]
    _require_shapes(parts)
    check = check_character("".join(parts[:-1]))
    return LicenceIdentifier(type_code, issuer, serial, version, check)


def check_character(payload: str) -> str:
    """The character that completes type, issuer, serial and version, written without dots."""
    character: str = mod_37_36.calc_check_digit(payload, DIGITS + LETTERS)
    return character


def _require_shapes(parts: list[str]) -> None:
    for (name, shape), part in zip(_SHAPES.items(), parts, strict=True):
        if not shape.fullmatch(part):
            raise Invalid(f"licence_identifier.{name}")


def _doubts(type_code: str, issuer: str) -> tuple[str, ...]:
    codes = {"definer": type_code[:18], "issuer": issuer}
    return tuple(
        f"licence_identifier.{whose}_unverified"
        for whose, code in codes.items()
        if uscc.inspect(code).kind is not uscc.Kind.CREDIT_CODE
    )
