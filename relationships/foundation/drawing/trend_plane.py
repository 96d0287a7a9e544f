"""Where a share and a moment stand in the trend's drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

Point = tuple[str, Decimal | None]


@dataclass(frozen=True)
class Forecast:
    """Where the line may end: a label, the middle and an interval, all shares 0-1."""

    label: str
    middle: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Plane:
    """Per cents of the drawing for a place in time and a share in points."""

    low: int
    high: int
    step: int
    last: int

    def x(self, place: int) -> float:
        return 100 * place / self.last if self.last else 50.0

    def y(self, value: float) -> float:
        return 100 * (self.high - value) / (self.high - self.low)


def plane_for(series: Sequence[Point], goal: Decimal | None, forecast: Forecast | None) -> Plane:
    shares = [share for _, share in series if share is not None]
    shares += [goal] if goal is not None else []
    shares += [forecast.low, forecast.high] if forecast else []
    values = [float(share) * 100 for share in shares] or [0.0, 100.0]
    spread = max(values) - min(values)
    step = next((size for size in (2, 5, 10, 20, 50) if spread / size <= 6), 100)
    # Half a step of air above and below, for the figure over the last point.
    low, high = floor(min(values) / step - 0.5) * step, ceil(max(values) / step + 0.5) * step
    if min(values) >= 0:
        low = max(low, 0)
    return Plane(low, max(high, low + step), step, len(series) - 1 + bool(forecast))
