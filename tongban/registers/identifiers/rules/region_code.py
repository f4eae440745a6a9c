"""Region codes (统计用区划代码): province 2, city 2, county 2, town 3, village 3; twelve digits, zeros on the right."""

from dataclasses import dataclass
from enum import IntEnum

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.kernel.ids import RegionCode
from tongban.registers.identifiers.rules.spelling import DIGITS, one_spelling, require

LENGTH = 12
_SHORT_LENGTH = 6
_ENDS = (2, 4, 6, 9, 12)


class Level(IntEnum):
    """Depth in the tree of regions; the level of an item's body (1–6) counts from the state instead."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWN = 4
    VILLAGE = 5


@dataclass(frozen=True, slots=True)
class Region:
    """A code of the right shape; whether such a region exists is for `registers/regions` to say."""

    code: RegionCode
    level: Level

    @property
    def subtree(self) -> tuple[RegionCode, RegionCode]:
        """The first and last code of the region and everything inside it."""
        return self.code, RegionCode(self.code[: _ENDS[self.level - 1]].ljust(LENGTH, "9"))

    @property
    def parent(self) -> RegionCode | None:
        """The code of what contains it, None above a province. Towns right under a city have that city."""
        shorter = (RegionCode(self.code[:end].ljust(LENGTH, "0")) for end in reversed(_ENDS[: self.level - 1]))
        return next((code for code in shorter if code != self.code), None)


def parse(text: str) -> Region:
    """The code that `text` spells; six digits are filled up with zeros.

    Raises `Invalid` with `region_code.length`, `.digits` or `.shape`.
    """
    code = one_spelling(text, "region_code")
    if len(code) not in (_SHORT_LENGTH, LENGTH):
        raise Invalid("region_code.length", length=len(code))
    require(code, DIGITS, "region_code.digits")
    code = code.ljust(LENGTH, "0")
    groups = [code[start:end].strip("0") for start, end in zip((0, *_ENDS), _ENDS, strict=False)]
    province, city, county, town, village = map(bool, groups)
    if code[0] == "0" or not province or (county and not city) or (town and not city) or (village and not town):
        raise Invalid("region_code.shape")
    return Region(RegionCode(code), Level(max(depth for depth, group in enumerate(groups, 1) if group)))
