"""How a number is shown to whoever has no reason to see it."""

HIDDEN = "*"
_SHOWN_FIRST = 4
_SHORT = 10


def mask(number: str) -> str:
    """The first four and the last one to four characters; of fewer than ten only the first. The length stays.

    >>> mask("11010519491231002X")
    '1101**********002X'
    """
    length = len(number)
    if length < _SHORT:
        return number[:1] + HIDDEN * (length - 1)
    shown_last = 4 if length >= 15 else 2 if length >= 11 else 1
    return number[:_SHOWN_FIRST] + HIDDEN * (length - _SHOWN_FIRST - shown_last) + number[-shown_last:]
