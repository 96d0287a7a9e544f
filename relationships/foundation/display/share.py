"""Shares (0-1) as per cent, and changes."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

NO_DATA = "no data"
MINUS = "\u2212"


def points(share: Decimal | float, digits: int = 1) -> Decimal:
    """`share` (0-1) as per cent, rounded half up to `digits` places."""
    step = Decimal(1).scaleb(-digits)
    return (Decimal(str(share)) * 100).quantize(step, rounding=ROUND_HALF_UP)


def percent(share: Decimal | float | None, digits: int = 1) -> str:
    """`share` (0-1) as "87.3 %". None is "no data": a share without a denominator is absent, not zero."""
    if share is None:
        return NO_DATA
    value = points(share, digits)
    return f"{MINUS if value < 0 else ''}{abs(value)}\u00a0%"


def signed(value: Decimal | float) -> str:
    """A change with its sign: +2.2, −3.4, 0. Trailing zeros go."""
    number = Decimal(str(value)).normalize()
    if number == 0:
        return "0"
    return f"{'+' if number > 0 else MINUS}{abs(number):f}"
