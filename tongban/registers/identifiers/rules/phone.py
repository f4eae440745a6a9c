"""Telephone numbers of the mainland: mobile, landline with area code, service numbers."""

import re
from dataclasses import dataclass
from enum import StrEnum

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules.spelling import one_spelling


class Kind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    """12345, 95598, 400 and 800 numbers: they cannot receive a message."""


_SHAPES = {
    Kind.MOBILE: re.compile(r"1[3-9][0-9]{9}"),
    Kind.LANDLINE: re.compile(r"0(?:(?:10|2[0-9])[0-9]{8}|[3-9][0-9]{2}[0-9]{7,8})"),
    Kind.SERVICE: re.compile(r"(?:1[012][0-9]{1,3}|9[56][0-9]{3,4}|[48]00[0-9]{7})"),
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in digits alone, without the country's prefix."""

    number: str
    kind: Kind


def parse(text: str) -> Phone:
    """The number that `text` spells; +86, spaces, hyphens and brackets are dropped.

    Raises `Invalid` with `phone.length` (endless text), `phone.digits` or `phone.shape`.
    """
    number = re.sub(r"[-()]", "", one_spelling(text, "phone"))
    number = re.sub(r"^(?:\+|00)86", "", number)
    if not re.fullmatch(r"[0-9]*", number):
        raise Invalid("phone.digits")
    for kind, shape in _SHAPES.items():
        if shape.fullmatch(number):
            return Phone(number, kind)
    raise Invalid("phone.shape")
