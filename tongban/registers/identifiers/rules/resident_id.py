"""Resident identity numbers (公民身份号码, GB 11643): region 6, birth 8, order 3, check digit (ISO 7064 MOD 11-2)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from stdnum.cn import ric

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules.spelling import DIGITS, one_spelling, require

LENGTH = 18
_OLD_LENGTH = 15
_CENTURIES = ("18", "19", "20")
_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
        ),
    )
)


class Kind(StrEnum):
    """Who bears the number, told by its first digits."""

    RESIDENT = "resident"
    HONG_KONG_MACAO_TAIWAN = "hong_kong_macao_taiwan"
    """81, 82, 83: residence permit for people of Hong Kong, Macao and Taiwan."""
    FOREIGN = "foreign"
    """9…: permanent residence identity card of a foreigner."""


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A number whose check digit and birth date are right. Its region may be abolished: old numbers stay valid."""

    number: str
    kind: Kind
    birth_date: dt.date
    warnings: tuple[str, ...] = ()

    @property
    def region(self) -> str:
        """Six digits: where the number was first given, not where the person lives."""
        return self.number[:6]

    @property
    def is_male(self) -> bool:
        """An odd order number is a man's."""
        return self.number[16] in "13579"


def parse(text: str, *, today: dt.date | None = None) -> ResidentId:
    """The number that `text` spells; fifteen digits are brought to eighteen.

    Raises `Invalid` with `resident_id.length`, `.digits`, `.birth_date`, `.birth_date_future` (when `today` is given)
    or `.check_digit`. Warnings: `resident_id.old_form`, `resident_id.region_unknown`.
    """
    number = one_spelling(text, "resident_id")
    warnings = []
    if len(number) == _OLD_LENGTH:
        number = _upgraded(number)
        warnings.append("resident_id.old_form")
    if len(number) != LENGTH:
        raise Invalid("resident_id.length", length=len(number))
    require(number[:-1], DIGITS, "resident_id.digits")
    require(number[-1], DIGITS + "X", "resident_id.digits", first=LENGTH)
    birth_date = _birth_date(number, today)
    if check_digit(number[:-1]) != number[-1]:
        raise Invalid("resident_id.check_digit")
    kind = _kind(number)
    if kind is not Kind.FOREIGN and number[:2] not in _PROVINCES:
        warnings.append("resident_id.region_unknown")
    return ResidentId(number, kind, birth_date, tuple(warnings))


def check_digit(first_seventeen: str) -> str:
    """The last character, `0`–`9` or `X`."""
    digit: str = ric.calc_check_digit(first_seventeen + "0")
    return digit


def _upgraded(old: str) -> str:
    require(old, DIGITS, "resident_id.digits")
    longer = old[:6] + "19" + old[6:]
    return longer + check_digit(longer)


def _birth_date(number: str, today: dt.date | None) -> dt.date:
    try:
        birth_date = dt.date.fromisoformat(number[6:14])
    except ValueError:
        raise Invalid("resident_id.birth_date") from None
    if number[6:8] not in _CENTURIES:
        raise Invalid("resident_id.birth_date")
    if today is not None and birth_date > today:
        raise Invalid("resident_id.birth_date_future")
    return birth_date


def _kind(number: str) -> Kind:
    if number[0] == "9":
        return Kind.FOREIGN
    return Kind.HONG_KONG_MACAO_TAIWAN if number[:2] in ("81", "82", "83") else Kind.RESIDENT
