"""How strong the tie between a colleague and a person is, 0-100 (docs/definitions.md §3, worked out in docs/ties.md).

Two steps. `tie_facts` reads the touches once and keeps what never changes until the next touch: dates and sums that are
decayed to the day of the last touch. `tie_parts` and `tie_strength` carry those facts to any later day. So a night
without touches costs one look at each tie, however long its history is.

Pure: no Django, no clock. `tie_sql` holds the same formula in SQL; a test compares the two.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from relationships.network.tie_rules import DEFAULT_RULES, TieRules

YEAR_DAYS = 365.25
BLOCK_DAYS = 30
LN2 = math.log(2)


@dataclass(frozen=True, order=True)
class Touch:
    """One touch of a pair. `day` counts days since 2000-01-01 in the firm's zone."""

    day: int
    kind: str
    direction: str


@dataclass(frozen=True)
class CountedTouch:
    """A day's touches of one kind as one, within the rules: who spoke, whether anybody answered, what it weighs."""

    day: int
    kind: str
    ours: bool
    theirs: bool
    answered: bool
    weight: float


@dataclass(frozen=True)
class TieFacts:
    """What is known of a tie on the day of its last touch; the sums are decayed to that day."""

    touches: int
    first_day: int
    last_day: int
    answered_day: int | None
    interval_days: int
    half_life_days: float
    frequency: float
    ours: float
    theirs: float
    depth: float
    channels: int


def counted_touches(touches: Iterable[Touch], rules: TieRules = DEFAULT_RULES) -> list[CountedTouch]:
    """The touches that count: one per kind and day, the best four per kind and block of 30 days (volume is no use).

    "Best": answered before unanswered, then newer before older. Order of the result: kind, block, best first.
    """
    said: dict[tuple[str, int], set[str]] = defaultdict(set)
    for touch in touches:
        said[touch.kind, touch.day] |= {"ours", "theirs"} if touch.direction == "mutual" else {touch.direction}
    days = {side: sorted({day for (_, day), sides in said.items() if side in sides}) for side in ("ours", "theirs")}
    blocks: dict[tuple[str, int], list[CountedTouch]] = defaultdict(list)
    for (kind, day), sides in sorted(said.items()):
        answered = all(any(abs(day - other) <= rules.answer_days for other in days[side]) for side in days)
        weight = 1.0 if answered or kind not in rules.mail_kinds else rules.one_way_weight
        blocks[kind, day // BLOCK_DAYS].append(
            CountedTouch(day, kind, "ours" in sides, "theirs" in sides, answered, weight)
        )
    return [
        touch
        for block in blocks.values()
        for touch in sorted(block, key=lambda each: (not each.answered, -each.day))[: rules.per_block]
    ]


def tie_facts(touches: Iterable[Touch], *, interval_days: int, rules: TieRules = DEFAULT_RULES) -> TieFacts | None:
    """The facts of one tie; None without touches: no score, which is not 0.

    `interval_days` is how often the firm means to be in touch (of the client, else of its tier); for a single tie no
    less than a month is expected.
    """
    touches = list(touches)
    if not touches:
        return None
    first, last = min(touches).day, max(touches).day
    interval_days = max(interval_days, rules.least_interval_days)
    half_life = half_life_days(interval_days, last - first)
    counted = counted_touches(touches, rules)

    def decayed(touch: CountedTouch, memory: float) -> float:
        return touch.weight * math.exp(-LN2 * (last - touch.day) / (half_life * memory))

    return TieFacts(
        touches=len(counted),
        first_day=first,
        last_day=last,
        answered_day=max((each.day for each in counted if each.answered), default=None),
        interval_days=interval_days,
        half_life_days=half_life,
        frequency=sum(decayed(each, 1) for each in counted),
        ours=sum(decayed(each, rules.memory) for each in counted if each.ours),
        theirs=sum(decayed(each, rules.memory) for each in counted if each.theirs),
        depth=sum(decayed(each, rules.memory) * rules.depths[each.kind] for each in counted),
        channels=len({each.kind for each in counted}),
    )


def half_life_days(interval_days: float, span_days: float) -> float:
    """Expected interval × (1 + ln(1 + years known)): long ties fade slower. Years from the first to the last touch."""
    return interval_days * (1 + math.log(1 + span_days / YEAR_DAYS))


def tie_parts(facts: TieFacts, day: int, rules: TieRules = DEFAULT_RULES) -> dict[str, float]:
    """The six parts, each 0-1, on `day` (not before the last touch)."""
    half_life = facts.half_life_days
    age = day - facts.last_day
    fade = math.exp(-LN2 * age / (half_life * rules.memory))
    steady = 1 - math.exp(-LN2 * facts.interval_days / half_life)
    years = (facts.last_day - facts.first_day) / YEAR_DAYS
    return {
        "recency": 0.0 if facts.answered_day is None else math.exp(-LN2 * (day - facts.answered_day) / half_life),
        "frequency": min(1.0, facts.frequency * math.exp(-LN2 * age / half_life) * steady),
        "reciprocity": fade * min(facts.ours, facts.theirs) / (max(facts.ours, facts.theirs) + 1),
        "depth": 1 - math.exp(-LN2 * facts.depth * fade),
        "years": fade * min(1.0, math.log(1 + years) / math.log(1 + rules.full_years)),
        "channels": fade * min(1.0, facts.channels / rules.full_channels),
    }


def tie_strength(facts: TieFacts, day: int, rules: TieRules = DEFAULT_RULES) -> float:
    """Strength 0-100 on `day`: the weighted mean of the parts; a tie that was never answered is capped."""
    strength = 100 * weighted_mean(tie_parts(facts, day, rules), rules.weights)
    return strength if facts.answered_day is not None else min(strength, rules.unanswered_cap)


def weighted_mean(parts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(weights[key] * part for key, part in parts.items()) / sum(weights[key] for key in parts)
