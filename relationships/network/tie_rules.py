"""The constants of tie strength: the one place where they stand, for Python and for SQL. All of them configurable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LIVING = 40.0

WEIGHTS = {"recency": 0.30, "frequency": 0.20, "reciprocity": 0.15, "depth": 0.15, "years": 0.10, "channels": 0.10}
DEPTHS = {
    "hospitality": 1.0,
    "event": 0.8,
    "meeting": 0.8,
    "call": 0.5,
    "invoice_talk": 0.5,
    "delivery": 0.4,
    "letter": 0.3,
    "email": 0.2,
    "message": 0.2,
    "other": 0.2,
}
# Days, by tier; "" is a client without one, or no client at all.
INTERVALS = {"A": 14, "B": 30, "C": 60, "D": 120, "": 30}


@dataclass(frozen=True)
class TieRules:
    """Weights of the parts, depth by kind of touch (0-1), expected intervals in days by tier, and the limits."""

    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    depths: Mapping[str, float] = field(default_factory=lambda: dict(DEPTHS))
    intervals: Mapping[str, int] = field(default_factory=lambda: dict(INTERVALS))
    mail_kinds: tuple[str, ...] = ("email", "letter", "message")
    least_interval_days: int = 30  # nobody must be met more often than this for a tie to live
    one_way_weight: float = 0.25  # of unanswered mail
    per_block: int = 4  # counted touches per kind and block of 30 days
    answer_days: int = 30
    unanswered_cap: float = 20.0
    memory: float = 2.0  # half-lives with which reciprocity, depth, years and channels fade
    full_years: float = 10.0
    full_channels: int = 4


DEFAULT_RULES = TieRules()
