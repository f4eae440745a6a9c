"""Unified social credit codes (统一社会信用代码, GB 32100): registrar 1, category 1, region 6, organisation 9, check 1.

The organisation code inside carries its own check character (GB 11714).
"""

from dataclasses import dataclass
from enum import StrEnum

from stdnum.cn import uscc

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules.spelling import DIGITS, LETTERS, one_spelling, require

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Without I, O, S, V, Z, which are read as 1, 0, 5, U, 2."""

_ORGANISATION_LENGTH = 9
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SURROGATE_PREFIX = "TE"


class Kind(StrEnum):
    CREDIT_CODE = "credit_code"
    ORGANISATION_CODE = "organisation_code"
    """The nine characters of GB 11714, which older registers still carry."""
    SURROGATE = "surrogate"
    """`TE…`: eighteen characters a province gave to a body that has no credit code."""
    UNVERIFIED = "unverified"
    """Anything else: kept as it came, the warnings say why."""


@dataclass(frozen=True, slots=True)
class BodyCode:
    """What stands where a body's code belongs; a credit code in the strict sense only with that kind."""

    code: str
    kind: Kind
    warnings: tuple[str, ...] = ()

    @property
    def registrar_and_category(self) -> str:
        """Two characters: 11 state organ, 12 public institution, 91 enterprise, 92 self-employed, …"""
        return self.code[:2] if self.kind is Kind.CREDIT_CODE else ""

    @property
    def region(self) -> str:
        """Six digits of the registering authority's region."""
        return self.code[2:8] if self.kind is Kind.CREDIT_CODE else ""

    @property
    def organisation_code(self) -> str:
        """The nine characters of GB 11714."""
        return {Kind.CREDIT_CODE: self.code[8:17], Kind.ORGANISATION_CODE: self.code}.get(self.kind, "")


def parse(text: str) -> BodyCode:
    """The credit code that `text` spells.

    Raises `Invalid` with `uscc.length`, `.surrogate`, `.alphabet`, `.region` or `.check_character`.
    Warning: `uscc.organisation_check` when the organisation code inside does not fit its own check character.
    """
    code = one_spelling(text, "uscc")
    if len(code) != LENGTH:
        raise Invalid("uscc.length", length=len(code))
    if is_surrogate(code):
        raise Invalid("uscc.surrogate")
    require(code, ALPHABET, "uscc.alphabet")
    require(code[2:8], DIGITS, "uscc.region", first=3)
    if check_character(code[:-1]) != code[-1]:
        raise Invalid("uscc.check_character")
    fits = organisation_check_character(code[8:16]) == code[16]
    return BodyCode(code, Kind.CREDIT_CODE, () if fits else ("uscc.organisation_check",))


def build(*, registrar_and_category: str, region: str, organisation: str) -> str:
    """The credit code of these two characters, six digits of region and eight characters of organisation.

    >>> build(registrar_and_category="91", region="429099", organisation="EXAM0001")
    '91429099EXAM00019F'
    """
    body = registrar_and_category + region + organisation + organisation_check_character(organisation)
    return parse(body + check_character(body)).code


def inspect(text: str) -> BodyCode:
    """The body's code in official data, never refused for what it is: kind and warnings say how far it can be trusted.

    Raises `Invalid` with `uscc.length` only for text longer than any identifier.
    """
    code = one_spelling(text, "uscc")
    bare = code.replace("-", "")
    if len(bare) == _ORGANISATION_LENGTH and is_organisation_code(bare):
        return BodyCode(bare, Kind.ORGANISATION_CODE, ("uscc.organisation_code",))
    try:
        return parse(code)
    except Invalid as refusal:
        kind = Kind.SURROGATE if refusal.code == "uscc.surrogate" else Kind.UNVERIFIED
        return BodyCode(code, kind, (refusal.code,))


def is_surrogate(code: str) -> bool:
    """True for the eighteen characters `TE…` of a body without a credit code."""
    return len(code) == LENGTH and code.startswith(_SURROGATE_PREFIX) and set(code) <= set(DIGITS + LETTERS)


def is_organisation_code(code: str) -> bool:
    """True for nine characters of GB 11714 whose check character fits."""
    return set(code[:8]) <= set(DIGITS + LETTERS) and organisation_check_character(code[:8]) == code[8:]


def check_character(first_seventeen: str) -> str:
    """The eighteenth character (GB 32100: weights 3^i, modulus 31)."""
    character: str = uscc.calc_check_digit(first_seventeen)
    return character


def organisation_check_character(first_eight: str) -> str:
    """The ninth character of an organisation code (GB 11714: modulus 11)."""
    values = (int(character, 36) for character in first_eight)
    total = sum(weight * value for weight, value in zip(_ORGANISATION_WEIGHTS, values, strict=True))
    return "0123456789X0"[11 - total % 11]
