"""Rounding that adds up: parts rounded so that they sum to exactly the rounded whole. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor


def rounded_parts(parts: Sequence[float], whole: float, digits: int = 0) -> list[float]:
    """`parts` (which sum to about `whole`) in steps of 10**-digits, summing to `whole` in those steps.

    Each is rounded down, and the largest remainders get the steps that are left (earlier parts first among equals).
    """
    step: int = 10**digits
    scaled = [round(part * step, 9) for part in parts]
    down = [floor(part) for part in scaled]
    left = round(whole * step) - sum(down)
    if left:
        missing = [round(each - part, 6) for each, part in zip(down, scaled, strict=True)]
        by_remainder = sorted(range(len(parts)), key=missing.__getitem__)
        for turn in range(abs(left)):
            down[by_remainder[turn % len(parts)]] += 1 if left > 0 else -1
    return [part / step for part in down]
