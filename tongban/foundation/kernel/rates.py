"""Shares and rates as exact decimals, half-up to two places (NFR-06). Never floats."""

from decimal import ROUND_HALF_UP, Decimal

_PLACES = Decimal("0.01")


def percentage(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """`part` of `whole` in per cent with two places, half up; None when there is no whole to take a part of.

    >>> percentage(7487, 7771)
    Decimal('96.35')
    """
    if whole == 0:
        return None
    return round_half_up(Decimal(part) * 100 / Decimal(whole))


def round_half_up(value: Decimal) -> Decimal:
    """Two places, half up, as official bulletins round."""
    return value.quantize(_PLACES, rounding=ROUND_HALF_UP)
