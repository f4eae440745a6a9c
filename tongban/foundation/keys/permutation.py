"""Printed numbers: a keyed permutation of bucket and sequence, so that a number routes itself and tells nothing else.

(bucket, sequence) is a 48-bit number, permuted by a Feistel network of eight rounds of HMAC-SM3 over its halves and
written as fifteen decimal digits and a Damm check digit, which finds every wrong digit and every swap of neighbours.
The key never rotates: printed paper cannot be called back.
"""

import re
import unicodedata

from stdnum import damm

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.keys import sm3

KEY_LENGTH = 32
SEQUENCES = 2**32
DIGITS = 16
_BUCKETS = 2**16
_HALF = 24
_MASK = (1 << _HALF) - 1
_ROUNDS = 8
_LONGEST_INPUT = 64
_DIGITS, _SPACES = re.compile("[0-9]*"), re.compile(r"[\s-]")


class NumberPermutation:
    """One key's permutation."""

    def __init__(self, key: bytes) -> None:
        self._keyed = sm3.Keyed(key)

    def number(self, bucket: int, sequence: int) -> str:
        """The sixteen digits of this pair; `ValueError` outside 0..65535 and 0..2³²-1."""
        if not (0 <= bucket < _BUCKETS and 0 <= sequence < SEQUENCES):
            raise ValueError(f"bucket {bucket} or sequence {sequence} is out of range")
        packed = bucket * SEQUENCES + sequence
        left, right = packed >> _HALF, packed & _MASK
        for turn in range(_ROUNDS):
            left, right = right, left ^ self._mix(turn, right)
        digits = f"{left << _HALF | right:0{DIGITS - 1}d}"
        return digits + damm.calc_check_digit(digits)

    def pair(self, text: str) -> tuple[int, int]:
        """The bucket and sequence of a typed or scanned number; spaces and hyphens are allowed.

        Raises `Invalid` with `printed_number.length`, `.digits`, `.check_digit` or `.never_given`.
        """
        left, right = divmod(int(_checked(text)[:-1]), 1 << _HALF)
        if left > _MASK:
            raise Invalid("printed_number.never_given")
        for turn in reversed(range(_ROUNDS)):
            left, right = right ^ self._mix(turn, left), left
        return divmod(left << _HALF | right, SEQUENCES)

    def _mix(self, turn: int, half: int) -> int:
        return int.from_bytes(self._keyed.of(bytes((turn,)) + half.to_bytes(3, "big"))[:3], "big")


def _checked(text: str) -> str:
    if len(text) > _LONGEST_INPUT:
        raise Invalid("printed_number.length", length=len(text), expected=DIGITS)
    digits = text if _DIGITS.fullmatch(text) else _SPACES.sub("", unicodedata.normalize("NFKC", text))
    if not _DIGITS.fullmatch(digits):
        raise Invalid("printed_number.digits")
    if len(digits) != DIGITS:
        raise Invalid("printed_number.length", length=len(digits), expected=DIGITS)
    if not damm.is_valid(digits):
        raise Invalid("printed_number.check_digit")
    return digits
