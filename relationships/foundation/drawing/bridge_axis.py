"""Where the bars of the bridge stand: levels, foot and top of the axis, heights in per cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal


@dataclass(frozen=True)
class Bar:
    """One step: key as in FILLS, signed amount (totals for previous and current), clients behind it, where it opens."""

    key: str
    label: str
    amount: Decimal
    clients: int | None = None
    href: str = ""


@dataclass(frozen=True)
class Block:
    """A bar placed on the axis, in per cent of the height: bottom, top, and the level the next bar starts from."""

    bar: Bar
    bottom: float
    top: float
    level: float
    total: bool


def axis(bars: Sequence[Bar]) -> tuple[Decimal, Decimal]:
    """Foot and top of the axis in money. The foot is 0 unless every level stays above half of the highest."""
    levels = _levels(bars)
    low, high = min(levels, default=Decimal(0)), max(levels, default=Decimal(1))
    if high <= 0:
        return min(low, Decimal(0)), Decimal(1)
    if low < 0:
        return low, high
    if low < high / 2:
        return Decimal(0), high
    unit = Decimal(10) ** ((high - low) or high).adjusted()
    foot = ((low - (high - low) * Decimal("0.6")) / unit).to_integral_value(rounding=ROUND_FLOOR) * unit
    return max(foot, Decimal(0)), high


def _levels(bars: Sequence[Bar]) -> list[Decimal]:
    """The running total after each bar; previous and current stand on their own."""
    levels: list[Decimal] = []
    for place, bar in enumerate(bars):
        levels.append(bar.amount if place in (0, len(bars) - 1) else levels[-1] + bar.amount)
    return levels


def place_blocks(bars: Sequence[Bar], start: Decimal, top: Decimal) -> list[Block]:
    blocks = []
    before = Decimal(0)
    for place, (bar, after) in enumerate(zip(bars, _levels(bars), strict=True)):
        total = place in (0, len(bars) - 1)
        # A total stands on the foot of the axis, or on zero where money went below it.
        foot = max(start, Decimal(0)) if total else before
        low, high = sorted((height(foot, start, top), height(after, start, top)))
        blocks.append(Block(bar, low, high, height(after, start, top), total))
        before = after
    return blocks


def height(value: Decimal, start: Decimal, top: Decimal) -> float:
    """`value` as per cent of the drawing; the uppermost tenth is kept for the figure above the bar."""
    return float((value - start) / (top - start)) * 90 if top > start else 0.0
