"""The constants of health: weights, bands, caps, minimum data. A `HealthPolicy` overrides them by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from relationships.network.tie_rules import TieRules

# In the order in which they are shown. They sum to 100, but need not: weights are shares of their sum.
WEIGHTS = {
    "rhythm_of_contact": 20.0,
    "momentum": 10.0,
    "best_ties": 15.0,
    "breadth": 15.0,
    "promises": 10.0,
    "rhythm_of_business": 15.0,
    "money_trend": 10.0,
    "sentiment": 5.0,
}
# The lowest score of each grade.
BANDS = {"A": 80.0, "B": 65.0, "C": 50.0, "D": 30.0, "E": 0.0}
# The highest score while the reason holds.
CAPS = {"key_contact_left": 64.0, "single_thread": 79.0, "open_dispute": 49.0}


@dataclass(frozen=True)
class HealthRules:
    """Everything that may be tuned. Days are whole days, shares 0-1, scores and strengths 0-100."""

    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    bands: Mapping[str, float] = field(default_factory=lambda: dict(BANDS))
    caps: Mapping[str, float] = field(default_factory=lambda: dict(CAPS))
    minimum_touches: int = 3
    minimum_days: int = 30
    level_value: float = 0.8  # what momentum and money trend are worth when nothing changes
    quarter_days: int = 90
    quarter_touches: int = 2  # with fewer expected in a quarter, a quarter says nothing about momentum
    year_days: int = 365
    full_seat: float = 80.0  # the tie strength that fills a seat
    full_people: int = 3
    full_practices: int = 2
    gap_share: float = 0.8  # four gaps in five are no longer than the usual gap
    shortest_gap_days: int = 30
    unknown_gap_days: int = 365
    sentiment_days: int = 365
    sentiment_half_life_days: float = 90.0
    promise_days: int = 365
    promise_half_life_days: float = 180.0
    departure_days: int = 365
    large_share: float = 0.02  # of the firm's net fees
    tie: TieRules = field(default_factory=TieRules)


DEFAULT_RULES = HealthRules()
