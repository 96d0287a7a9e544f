"""What each term does to one client's likelihood, in points of probability. Pure, and without arrays.

The effect of a term: by how many points the likelihood would differ were the client average in it, and as they are in all
else. Log-odds add up exactly; points of probability do not, so that no sum of them is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

from relationships.scoring.return_terms import CANDIDATES, FAMILIES, TERMS

NAMES_OF_MODELS = {each.key: each.name for each in CANDIDATES}


@dataclass(frozen=True)
class Effect:
    """`points` of probability (−100 to 100) that this adds against an average client."""

    name: str
    points: float

    @property
    def whole(self) -> int:
        return round(self.points)


def chance(log_odds: float) -> float:
    """The probability of these log-odds."""
    return 1 / (1 + exp(-max(-35.0, min(35.0, log_odds))))


def log_odds(probability: float) -> float:
    """The log-odds of a probability."""
    kept = min(max(probability, 1e-12), 1 - 1e-12)
    return log(kept / (1 - kept))


def effects_of(probability: float, effects: Mapping[str, float]) -> list[Effect]:
    """Each term, the strongest first."""
    return _strongest({TERMS[key].name: effect for key, effect in effects.items() if key in TERMS}, probability)


def family_effects(probability: float, effects: Mapping[str, float]) -> list[Effect]:
    """Each family of terms, the strongest first: terms that say nearly the same speak together."""
    sums: dict[str, float] = defaultdict(float)
    for key, effect in effects.items():
        if key in TERMS:
            sums[FAMILIES[TERMS[key].family]] += effect
    return _strongest(sums, probability)


def _strongest(sums: Mapping[str, float], probability: float) -> list[Effect]:
    now = log_odds(probability)
    found = [Effect(name, 100 * (probability - chance(now - effect))) for name, effect in sums.items()]
    return sorted(found, key=lambda each: (-abs(each.points), each.name))
