"""The answered touches and declared moods that a day still counts, and what they sum up to. Pure.

Kept by their days, so that a night only forgets what has become too old and adds up the rest: no touch is read again, and
the sums are those of a full recomputation to the last bit.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from relationships.scoring.health_rules import HealthRules


@dataclass(frozen=True)
class RecentContact:
    """`answered`: days in order, one for each answered touch that counts. `moods`: day, sum and number, in order of days.

    Days count from 2000-01-01.
    """

    answered: tuple[int, ...]
    moods: tuple[int, ...]

    def facts(self, day: int, rules: HealthRules) -> dict[str, Any]:
        """What `HealthInputs` says of them at the end of `day`, what has become too old left out."""
        quarter, year, mood_days = rules.quarter_days, rules.year_days, rules.sentiment_days
        answered = self.answered[bisect_right(self.answered, day - quarter - year) :]
        middle = bisect_right(answered, day - quarter)
        now, before = _weights(quarter, quarter), _weights(year, year)
        moods = self._moods(day - mood_days)
        fading = _weights(mood_days, rules.sentiment_half_life_days)
        weight = sum(number * fading[day - on] for on, _, number in moods)
        mood = sum(mood * fading[day - on] for on, mood, _ in moods)
        return {
            "answered_days": answered,
            "moods": tuple(each for triple in moods for each in triple),
            "quarter": float(sum([now[day - on] for on in answered[middle:]])),
            "year_before": float(sum([before[day - quarter - on] for on in answered[:middle]])),
            "sentiment": mood / weight if moods else None,
            "sentiments": sum(number for _, _, number in moods),
        }

    def _moods(self, after: int) -> list[tuple[int, int, int]]:
        triples = zip(self.moods[::3], self.moods[1::3], self.moods[2::3], strict=True)
        return [triple for triple in triples if triple[0] > after]


@lru_cache(maxsize=16)
def _weights(days: int, half_life_days: float) -> tuple[float, ...]:
    """½^(age ÷ half-life) by age, for so many days."""
    return tuple(math.exp(-math.log(2) * age / half_life_days) for age in range(days))
