"""The eight measures of health, each 0-1 and None without data (docs/definitions.md §4, worked out in docs/health.md).

Each is monotone: a better fact never lowers it.
"""

from __future__ import annotations

from collections.abc import Callable

from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_rules import HealthRules

SEATS = ("decision_maker", "user", "finance")


def in_rhythm(days: int, usual_days: float) -> float:
    """1 up to the usual number of days, then half for each further time that passes."""
    return 1.0 if days <= usual_days else 0.5 ** (days / usual_days - 1)


def against_before(now: float, before: float, level_value: float) -> float:
    """What a change is worth: `level_value` when level, in proportion below, 1 from a quarter more upwards."""
    if now <= 0:
        return 0.0
    return 1.0 if before <= 0 else min(1.0, level_value * now / before)


def steady_sum(days: int, half_life_days: float) -> float:
    """The decayed sum of one touch a day over `days` days, the newest weighing 1."""
    daily: float = 0.5 ** (1 / half_life_days)
    return (1 - daily**days) / (1 - daily)


def rhythm_of_contact(inputs: HealthInputs, rules: HealthRules) -> float | None:
    """Days since the last answered touch against the expected interval. Never answered is 0, no touch is no data."""
    if inputs.touches == 0:
        return None
    days = inputs.days_since(inputs.answered_on)
    return 0.0 if days is None else in_rhythm(days, inputs.interval_days)


def momentum(inputs: HealthInputs, rules: HealthRules) -> float | None:
    """Two-way touches of the last 90 days against the rate of the 365 before (or as far back as the first touch).

    No data for whoever is known for fewer than 90 days, or expected less often than twice in them.
    """
    if inputs.interval_days * rules.quarter_touches > rules.quarter_days:
        return None
    earlier = min(inputs.history_days - rules.quarter_days + 1, rules.year_days)
    if inputs.first_touch_on is None or earlier < 1:
        return None
    now = inputs.quarter / steady_sum(rules.quarter_days, rules.quarter_days)
    before = inputs.year_before / steady_sum(earlier, rules.year_days)
    return against_before(now, before, rules.level_value)


def best_ties(inputs: HealthInputs, rules: HealthRules) -> float | None:
    """The mean over the seats that somebody known holds: strongest tie to it ÷ 80. A seat without a tie is 0."""
    held = [strength for seat in SEATS if (strength := getattr(inputs, seat)) is not None]
    return sum(min(1.0, strength / rules.full_seat) for strength in held) / len(held) if held else None


def breadth(inputs: HealthInputs, rules: HealthRules) -> float | None:
    """People × practices with a living tie ÷ (3 × 2); ÷ 3 in a firm of one practice. No data while nobody is known."""
    if inputs.people == 0:
        return None
    practices = min(rules.full_practices, max(1, inputs.firm_practices))
    return min(1.0, inputs.living_people * inputs.living_practices / (rules.full_people * practices))


def promises(inputs: HealthInputs, rules: HealthRules) -> float | None:
    """Kept ÷ (kept + broken + overdue): settled ones decayed, each overdue one weighing 1. No data without any."""
    said = inputs.kept + inputs.broken + inputs.promises_overdue
    return inputs.kept / said if said > 0 else None


def rhythm_of_business(inputs: HealthInputs, rules: HealthRules) -> float | None:
    """Days since the last fee or opened engagement against the client's own usual gap (a year while unknown)."""
    days = inputs.days_since(inputs.business_on)
    return None if days is None else in_rhythm(days, usual_gap_days(inputs, rules))


def usual_gap_days(inputs: HealthInputs, rules: HealthRules) -> int:
    """The client's own usual gap; at least 30 days, so that a run of part invoices is no rhythm."""
    return max(inputs.gap_days or rules.unknown_gap_days, rules.shortest_gap_days)


def money_trend(inputs: HealthInputs, rules: HealthRules) -> float | None:
    """Net fees of the rolling 12 months against the 12 before. No data in a client's first year."""
    days = inputs.days_since(inputs.first_fee_on)
    if days is None or days < rules.year_days:
        return None
    return against_before(inputs.net, inputs.net_before, rules.level_value)


def sentiment(inputs: HealthInputs, rules: HealthRules) -> float | None:
    """The decayed mean of what was declared in the last 365 days: cold (-2) is 0, warm (2) is 1."""
    return None if inputs.sentiment is None else (inputs.sentiment + 2) / 4


MEASURES: dict[str, Callable[[HealthInputs, HealthRules], float | None]] = {
    "rhythm_of_contact": rhythm_of_contact,
    "momentum": momentum,
    "best_ties": best_ties,
    "breadth": breadth,
    "promises": promises,
    "rhythm_of_business": rhythm_of_business,
    "money_trend": money_trend,
    "sentiment": sentiment,
}
