"""What an application says about the enterprise that its grant founds, and what credit code that gets (GB 32100)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.registers.identifiers.rules import uscc
from tongban.registers.identifiers.rules.samples import ORGANISATION as SAMPLE_ORGANISATION
from tongban.registers.identifiers.rules.samples import REGION as SAMPLE_REGION

CREDIT_CODE, ESTABLISHED_ON = "enterprise_credit_code", "enterprise_established_on"
"""Keys of the form's values that only the decision can fill."""

_NAME = ("enterprise_name_choice", "enterprise_name")
_REPRESENTATIVE = ("representative_name", "person_name")
_NUMBER = ("representative_resident_id", "person_resident_id")
_ADDRESS = ("enterprise_address", "premises_address")
_ENTERPRISE, _SELF_EMPLOYED = "91", "92"
_CATEGORIES = {"9500": _SELF_EMPLOYED, "9100": "93"}
_ORGANISATION = 8


@dataclass(frozen=True, slots=True)
class Founding:
    """`category`: registrar and category of the code, 91 enterprise, 92 self-employed, 93 farmers' cooperative."""

    name: str
    address: str
    representative: str
    number: str
    category: str


def read_founding(values: Mapping[str, Any]) -> Founding | None:
    """By the data elements of forms; None where the name, or who represents it, is missing.

    A form that asks for no kind and no representative is that of a self-employed person (个体工商户).
    """
    name, representative, number = (_first(values, keys) for keys in (_NAME, _REPRESENTATIVE, _NUMBER))
    if not (name and representative and number):
        return None
    kind = str(values.get("enterprise_kind") or "")
    usual = _ENTERPRISE if kind or values.get(_REPRESENTATIVE[0]) else _SELF_EMPLOYED
    return Founding(name, _first(values, _ADDRESS), representative, number, _CATEGORIES.get(kind, usual))


def write_credit_code(block: str, serial: int, *, category: str, region: str) -> str:
    """The code with this serial number of the block, which is how its organisation code begins; "" past its last.

    Codes of the sample's block name a region that does not exist, so that they can belong to nobody.

    >>> write_credit_code("MA4K", 32, category="91", region="420902000000")[:16]
    '91420902MA4K0011'
    """
    rest = _digits(serial, _ORGANISATION - len(block))
    if not rest:
        return ""
    place = SAMPLE_REGION if block.startswith(SAMPLE_ORGANISATION) else region[:6]
    return uscc.build(registrar_and_category=category, region=place, organisation=block + rest)


def _digits(serial: int, length: int) -> str:
    """The number in the alphabet of credit codes, that long; "" if it does not fit."""
    written = ""
    for _ in range(length):
        serial, at = divmod(serial, len(uscc.ALPHABET))
        written = uscc.ALPHABET[at] + written
    return "" if serial else written


def _first(values: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    told = (values.get(key) for key in keys)
    return next((text.strip() for text in told if isinstance(text, str) and text.strip()), "")
