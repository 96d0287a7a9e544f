"""The level of a year that nobody has seen, from how the levels of the years before it moved. Pure.

A level is the log-odds by which more, or fewer, came back than a model says. It drifts from year to year, and single
years stand apart: how much of either differs by firm. A firm whose level only wavers is predicted near its mean, one
whose level walks near the last year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from relationships.scoring.arrays import Floats, np
from relationships.scoring.logistic import logistic, probability

# Standard deviations in log-odds that are weighed against each other: of a year's drift, and of a year by itself.
DRIFTS = (0.03, 0.1, 0.2, 0.4)
ODDITIES = (0.03, 0.1, 0.2, 0.4)
# Both are seldom much larger than this; without years enough to tell, that is what speaks.
USUAL = 0.3
# A year is believed to lie on the model's level as much as two clients at even odds would hold it there.
HELD = 0.5
_SLOPE_STAYS = 1e9


@dataclass(frozen=True)
class YearLevel:
    """Of one earlier book: its time in years, its level, and the variance with which its clients tell it."""

    year: float
    level: float
    variance: float


def level_of(year: float, logits: Floats, came: Floats) -> YearLevel:
    """How far above or below these log-odds the book came back."""
    inputs = np.column_stack([np.ones(len(logits)), logits])
    ridge, start = np.array([HELD, _SLOPE_STAYS]), np.array([0.0, 1.0])
    level = float(logistic(inputs, came, np.ones(len(came)), ridge=ridge, start=start)[0])
    chances = probability(logits + level)
    return YearLevel(year, level, 1 / (float((chances * (1 - chances)).sum()) + HELD))


def next_level(earlier: Sequence[YearLevel], year: float) -> float:
    """The level to expect at `year`; `earlier` is not empty.

    A local-level model is run over the years for every pair of deviations; each pair's forecast counts as much as the
    years and what is usual make it likely.
    """
    years = sorted(earlier, key=lambda each: each.year)
    drift, oddity = (each.ravel() ** 2 for each in np.meshgrid(DRIFTS, ODDITIES))
    likely = -(drift + oddity) / (2 * USUAL**2)
    mean = np.full(len(drift), years[0].level)
    spread = years[0].variance + oddity
    for before, this in pairwise(years):
        spread = spread + drift * (this.year - before.year)
        total = spread + this.variance + oddity
        surprise = this.level - mean
        likely = likely - 0.5 * (np.log(total) + surprise**2 / total)
        gain = spread / total
        mean, spread = mean + gain * surprise, spread * (1 - gain)
    weights = np.exp(likely - likely.max())
    return float((weights * mean).sum() / weights.sum())
