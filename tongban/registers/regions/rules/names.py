"""Names of regions as people type them: in either script, part by part, or as the digits of a code."""

from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from tongban.registers.regions.rules.tree import ANYWHERE, DIGITS, CodeRange, subtree


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters become simplified ones; both sides of a comparison go through this."""
    simplified: str = _to_simplified().convert(text)
    return simplified


def grams(place: str, name: str) -> list[str]:
    """What the index of a name holds: each pair of characters that ends inside it.

    `place` is the text before the name (the regions above, without spaces), so that 孝南区书院 finds 书院街道.
    """
    text = place[-1:] + name
    return sorted({text[i : i + 2] for i in range(len(text) - 1)})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search, read: codes in a range, and the words that a region's names must hold.

    `last` ends inside the region's own name, so that 孝感 finds the city and not each of its villages;
    `others` may stand anywhere above. All empty: nothing was asked.
    """

    codes: CodeRange = ANYWHERE
    last: str = ""
    others: tuple[str, ...] = ()
    by_code: bool = False

    @property
    def grams(self) -> list[str]:
        """The pair of the index that every match holds; none where a single character was asked for."""
        return [self.last[-2:]] if len(self.last) > 1 else []

    @property
    def is_empty(self) -> bool:
        return not (self.last or self.by_code)


def read_search(text: str, within: str | None = None) -> Wanted:
    """Digits are the beginning of a code; anything else is words, the last of which names the region itself."""
    words = simplify(text).split()
    around = subtree(within) if within else ANYWHERE
    if len(words) == 1 and words[0].isascii() and words[0].isdecimal():
        first, last = words[0].ljust(DIGITS, "0"), words[0].ljust(DIGITS, "9")
        return Wanted(CodeRange(max(first, around.first), min(last, around.last)), by_code=True)
    return Wanted(around, last=words[-1] if words else "", others=tuple(words[:-1]))
