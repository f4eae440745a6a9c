"""Numbers of holders by their type (持证主体代码类型, GA/T 2000.156): each type is read by its own rule."""

from dataclasses import dataclass
from enum import StrEnum

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers.rules import resident_id, uscc
from tongban.registers.identifiers.rules.spelling import one_spelling

SHORTEST, LONGEST = 3, 32


class Type(StrEnum):
    CREDIT_CODE = "001"
    RESIDENT_ID = "111"
    OFFICER_CARD = "114"
    PASSPORT = "414"
    TAIWAN_PERMIT = "511"
    HONG_KONG_MACAO_PERMIT = "516"
    FOREIGN_RESIDENCE = "553"


@dataclass(frozen=True, slots=True)
class HolderCode:
    """A holder's number in the spelling it is stored and looked up in."""

    type: Type
    number: str
    warnings: tuple[str, ...] = ()


def parse(holder_type: str, text: str) -> HolderCode:
    """The number of that type.

    Raises `Invalid` with `holder_code.type`, `.length`, `.shape`, or what the type's own rule raises.
    """
    if holder_type not in Type.__members__.values():
        raise Invalid("holder_code.type")
    kind = Type(holder_type)
    if kind is Type.CREDIT_CODE:
        body = uscc.parse(text)
        return HolderCode(kind, body.code, body.warnings)
    if kind is Type.RESIDENT_ID:
        resident = resident_id.parse(text)
        return HolderCode(kind, resident.number, resident.warnings)
    number = one_spelling(text, "holder_code")
    if not (SHORTEST <= len(number) <= LONGEST and number.isalnum()):
        raise Invalid("holder_code.shape")
    return HolderCode(kind, number)
